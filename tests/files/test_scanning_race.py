"""What happens to a file while its bytes are at the scanner; and what PostgreSQL itself refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from files import reading, scanning, store
from files.models import PageImage, StoredFile, StoredFileQuerySet
from files.sandbox.frames import Frame
from files.uploading import forget, take
from tests.factories import StoredFileFactory
from tests.files import infected
from tests.files.corpus import sample
from tests.files.places import Place
from tests.files.scanner import FOUND, Scanner

pytestmark = pytest.mark.django_db(transaction=True)

Scan = StoredFile.Scan


def unscanned(settings: Any, upload: Any) -> StoredFile:
    url, settings.CLAMD_URL = settings.CLAMD_URL, ""
    stored = take(upload)
    settings.CLAMD_URL = url
    return stored


def alone(act: Callable[[], object]) -> Callable[[], None]:
    """In the scanner's thread, on a connection of its own."""

    def acted() -> None:
        try:
            act()
        finally:
            connection.close()

    return acted


def test_a_file_that_is_replaced_while_it_is_scanned(there: Scanner, place: Place) -> None:
    stored = unscanned(there.settings, infected.upload("plain.pdf"))
    there.before_answer = alone(lambda: forget(stored))

    scanning.scan(stored.pk)

    assert there.asked
    assert not StoredFile.objects.exists()
    assert not place.kept()
    assert not Entry.objects.filter(action__in=["file.locked_away", "file.scanned"]).exists()


def test_a_file_that_is_replaced_before_it_is_fetched(there: Scanner) -> None:
    stored = unscanned(there.settings, sample("s35").upload())
    asked: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if not asked:
            asked.append(sql)
            forget(stored)
        return answer

    with connection.execute_wrapper(watch):
        scanning.scan(stored.pk)

    assert not there.asked


def test_a_file_whose_bytes_are_gone_is_put_aside(there: Scanner) -> None:
    stored = unscanned(there.settings, sample("s35").upload())
    store.remove(stored.key)

    with pytest.raises(FileNotFoundError):
        scanning.scan(stored.pk)

    assert StoredFile.objects.get().scan == Scan.UNSCANNED


def overtaken(there: Scanner) -> StoredFile:
    """One scanner says "nothing" after another one, of newer signatures, has found something."""
    stored = unscanned(there.settings, sample("s35").upload())
    there.before_answer = alone(lambda: scanning._write_down(stored.pk, FOUND))
    scanning.scan(stored.pk)
    return stored


def test_a_late_nothing_frees_no_malware(there: Scanner) -> None:
    overtaken(there)

    assert StoredFile.objects.get().scan == Scan.MALWARE


def test_without_the_condition_only_the_constraint_holds(
    there: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the one above."""
    monkeypatch.setattr(StoredFileQuerySet, "to_be_scanned", lambda rows: rows.all())

    with pytest.raises(IntegrityError, match="file_malware_named"):
        overtaken(there)


def found_while_it_is_read(there: Scanner) -> None:
    stored = unscanned(there.settings, infected.upload("plain.pdf"))
    leased = reading._lease(stored.pk)
    assert leased is not None

    scanning.scan(stored.pk)

    page = Frame({"part": "page", "number": 1, "width": 5, "height": 5}, b"RIFF" + bytes(200))
    reading._keep(leased, [Frame({"part": "text", "text": "words"}), page, Frame({"part": "end"})])


def test_malware_that_is_found_while_it_is_read_leaves_no_page(there: Scanner, place: Place) -> None:
    found_while_it_is_read(there)

    stored = StoredFile.objects.get()
    assert (stored.scan, stored.text, PageImage.objects.count()) == (Scan.MALWARE, "", 0)
    assert place.kept() == {stored.key}


def test_the_pictures_of_malware_leave_the_store(there: Scanner, place: Place) -> None:
    stored = unscanned(there.settings, infected.upload("plain.pdf"))
    reading.read(stored.pk)
    assert len(place.kept()) == 2

    scanning.scan(stored.pk)

    assert place.kept() == {stored.key}


WITHHELD = [{"scan": Scan.WAITING}, {"scan": Scan.MALWARE, "malware": FOUND}]


@pytest.mark.parametrize("withheld", WITHHELD)
@pytest.mark.parametrize(
    "told", [{"text": "words"}, {"html": "<p>words</p>"}, {"reading": "read"}, {"reading": "reading"}]
)
def test_no_row_tells_what_is_withheld(withheld: dict[str, str], told: dict[str, str]) -> None:
    StoredFileFactory(**withheld)

    with pytest.raises(IntegrityError, match="file_withheld_untold"), transaction.atomic():
        StoredFile.objects.update(**told)


@pytest.mark.parametrize(
    "wrong", [{"scan": "fine"}, {"scan": Scan.MALWARE}, {"scan": Scan.CLEAN, "malware": FOUND}]
)
def test_a_row_says_plainly_how_it_stands(wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFileFactory(**wrong)
