"""When a file is scanned, what becomes of it, and what nobody sees before."""

import time
from io import StringIO
from typing import Any

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from audit.models import Entry
from core.models import SweepFailure
from files import clamd, reading, responses, scanning, tasks
from files.models import StoredFile
from files.responses import Withheld
from files.uploading import take
from tests.files import infected, scanner
from tests.files.corpus import sample, taken
from tests.files.places import Place
from tests.files.scanner import FOUND, Scanner

pytestmark = pytest.mark.django_db

Scan = StoredFile.Scan


def taken_unscanned(settings: Any, upload: Any) -> StoredFile:
    """As before there was a scanner."""
    url, settings.CLAMD_URL = settings.CLAMD_URL, ""
    try:
        return take(upload)
    finally:
        settings.CLAMD_URL = url


def handed_out(stored: StoredFile) -> bytes:
    with responses.attachment(now(stored)).file_to_stream as file:
        return bytes(file.read())


def now(stored: StoredFile) -> StoredFile:
    return StoredFile.objects.get(pk=stored.pk)


# What waits ---------------------------------------------------------------------------------------


def test_what_waits_is_not_read(away: Scanner) -> None:
    stored = taken()

    tasks.read_file(stored.pk)
    reading.read(stored.pk)

    assert reading.read_due() == 0
    assert (now(stored).reading, now(stored).text, stored.pages.count()) == ("waiting", "", 0)


def test_what_waits_is_not_handed_out(away: Scanner) -> None:
    stored = taken()

    for ask in [lambda: responses.attachment(stored), lambda: responses.page_image(stored, 1)]:
        with pytest.raises(Withheld) as refused:
            ask()
        assert "waits for the malware scan" in refused.value.sentence


def test_it_goes_on_when_the_scanner_is_back(away: Scanner) -> None:
    stored = taken()
    assert scanning.scan_due() == 0
    assert not SweepFailure.objects.exists()  # the file is not to blame

    with Scanner(away.settings):
        assert scanning.scan_due() == 1
        assert reading.read_due() == 1

    stored = now(stored)
    assert (stored.scan, stored.why_unscanned, stored.reading) == (Scan.CLEAN, "", "read")
    assert handed_out(stored) == sample("s35").content
    assert Entry.objects.filter(action="file.scanned", object_id=stored.pk).count() == 1


def test_what_waited_is_read_at_once(away: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept before has its pages, and nobody waits for it."""
    taken_unscanned(away.settings, sample("s35").upload())
    waited = taken()
    rung: list[tuple[str, tuple[int, ...]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda task, args, **options: rung.append((task, args)))

    with Scanner(away.settings):
        scanning.scan_due()

    assert rung == [("files.tasks.read_file", (waited.pk,))]


def test_the_doorbell_is_enough(away: Scanner) -> None:
    """A scanner that was slow at the upload has more time in the worker, right afterwards."""
    stored = taken()

    with Scanner(away.settings):
        tasks.read_file(stored.pk)

    assert (now(stored).scan, now(stored).reading) == (Scan.CLEAN, "read")


def test_malware_that_is_found_later_is_locked_away(away: Scanner, place: Place) -> None:
    stored = take(infected.upload("plain.pdf"))
    kept = place.kept()

    with Scanner(away.settings):
        tasks.scan()
        tasks.read_file(stored.pk)

    stored = now(stored)
    assert (stored.scan, stored.malware, stored.reading) == (Scan.MALWARE, FOUND, "unreadable")
    with pytest.raises(Withheld, match="holds malware"):
        responses.attachment(stored)
    assert place.kept() == kept  # for whoever has to find out
    entry = Entry.objects.get(action="file.locked_away")
    assert (entry.object_id, entry.data) == (str(stored.pk), {"malware": FOUND})


def test_what_is_no_verdict_is_asked_again_after_a_growing_pause(settings: Any) -> None:
    with Scanner(settings, scanner.with_a_limit):
        stored = taken()

    with Scanner(settings, scanner.with_a_limit):
        for attempt in (1, 2):
            scanning.scan_due()
            scanning.scan_due()  # it pauses
            assert SweepFailure.objects.get(sweep="scan files").attempts == attempt
            SweepFailure.objects.update(next_try_at=Now())
    assert (now(stored).scan, now(stored).why_unscanned) == (Scan.WAITING, clamd.TOO_BIG)

    with Scanner(settings):
        assert scanning.scan_due() == 1
    assert now(stored).scan == Scan.CLEAN
    assert not SweepFailure.objects.exists()


def test_a_file_that_breaks_the_scanner_stops_nobody(away: Scanner) -> None:
    bad, *others = [taken("s01"), taken(), taken()]

    with Scanner(away.settings, scanner.that_breaks_on(sample("s01").content)):
        scanning.scan_due()
        scanning.scan_due()

    assert [now(one).scan for one in (bad, *others)] == [Scan.WAITING, Scan.CLEAN, Scan.CLEAN]
    assert [failure.row for failure in SweepFailure.objects.all()] == [str(bad.pk)]


def test_a_silent_scanner_costs_a_sweep_one_wait(away: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "LATER", 0.5)
    for _ in range(5):
        taken()

    with Scanner(away.settings, scanner.silent_about_files):
        began = time.monotonic()
        scanning.scan_due()

    assert time.monotonic() - began < 1.5
    assert SweepFailure.objects.count() == 1


def test_taking_the_scanner_away_lets_go_what_waits(away: Scanner) -> None:
    stored = taken()
    away.settings.CLAMD_URL = ""

    assert scanning.scan_due() == 1

    assert now(stored).scan == Scan.UNSCANNED
    assert reading.read_due() == 1
    assert Entry.objects.filter(action="file.unscanned", object_id=stored.pk).exists()


def test_what_was_no_malware_after_all_is_scanned_again(away: Scanner) -> None:
    stored = taken()
    scanning._write_down(stored.pk, FOUND)

    call_command("scan_again", stored.pk, stdout=StringIO())

    assert (now(stored).scan, now(stored).malware) == (Scan.WAITING, "")
    with Scanner(away.settings):
        tasks.read_file(stored.pk)
    assert (now(stored).scan, now(stored).reading) == (Scan.CLEAN, "read")
    assert Entry.objects.filter(action="file.scan_again", object_id=stored.pk).exists()


def test_scanning_again_is_for_what_was_locked_away(away: Scanner) -> None:
    stored = taken()

    with pytest.raises(CommandError, match="No file with this number"):
        call_command("scan_again", stored.pk)
    away.settings.CLAMD_URL = ""
    with pytest.raises(CommandError, match="CLAMD_URL is not set"):
        call_command("scan_again", stored.pk)


# What was there before ----------------------------------------------------------------------------


def test_what_was_kept_before_stays_readable_until_its_turn(away: Scanner) -> None:
    stored = taken_unscanned(away.settings, sample("s35").upload())

    assert scanning.scan_due() == 0
    assert handed_out(stored) == sample("s35").content

    with Scanner(away.settings):
        assert scanning.scan_due() == 1
    assert now(stored).scan == Scan.CLEAN


def test_malware_among_it_takes_its_text_and_pages_along(there: Scanner, place: Place) -> None:
    stored = taken_unscanned(there.settings, infected.upload("plain.pdf"))
    reading.read(stored.pk)
    StoredFile.objects.filter(pk=stored.pk).update(text="words", html="<p>words</p>")
    [page] = stored.pages.values_list("key", flat=True)
    assert page in place.kept()

    scanning.scan_due()

    stored = now(stored)
    assert (stored.scan, stored.text, stored.html, stored.pages.count()) == (Scan.MALWARE, "", "", 0)
    with pytest.raises(Withheld):
        responses.page_image(stored, 1)


def test_what_waits_goes_before_what_was_there(away: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    old = taken_unscanned(away.settings, sample("s35").upload())
    new = take(sample("s01").upload())

    with Scanner(away.settings) as there:
        scanning.scan_due()

    assert [now(old).scan, now(new).scan] == [Scan.CLEAN, Scan.CLEAN]
    assert there.asked == [sample("s01").content, sample("s35").content]
