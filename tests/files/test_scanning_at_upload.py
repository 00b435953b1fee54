"""What the scanner says while the applicant waits, and what it says too late."""

import io
import time
from typing import Any

import pytest

from files import clamd, reading, scanning
from files.models import StoredFile
from files.uploading import take
from files.verdicts import Refused
from tests.files import infected, scanner
from tests.files.corpus import sample, taken
from tests.files.places import Place
from tests.files.scanner import FOUND, Scanner, saying
from tests.races import at_once

pytestmark = pytest.mark.django_db

Scan = StoredFile.Scan


def test_without_a_scanner_nothing_changes() -> None:
    stored = taken()

    assert stored.scan == Scan.UNSCANNED
    assert reading.read_due() == 1
    assert scanning.scan_due() == 0
    assert StoredFile.objects.get().reading == StoredFile.Reading.READ


def test_a_file_is_scanned_before_it_is_taken(there: Scanner) -> None:
    stored = taken()

    assert (stored.scan, there.asked) == (Scan.CLEAN, [sample("s35").content])
    assert reading.read_due() == 1


@pytest.mark.parametrize("name", infected.PLAIN)
def test_malware_is_refused_at_once(there: Scanner, place: Place, name: str) -> None:
    """S40"""
    with pytest.raises(Refused) as refused:
        take(infected.upload(name))

    assert (refused.value.reason, FOUND in refused.value.sentence) == ("malware", True)
    assert not StoredFile.objects.exists()
    assert not place.kept()


@pytest.mark.parametrize("name", infected.CARRIERS)
def test_the_same_files_are_fine_otherwise(name: str) -> None:
    """Or the scanner would not be what refuses them."""
    assert take(infected.upload(name)).pk


@pytest.mark.parametrize(
    "manner, why",
    [
        (scanner.silent, clamd.AWAY),
        (scanner.trickling, clamd.AWAY),
        (scanner.hanging_up, clamd.AWAY),
        (scanner.with_a_limit, clamd.TOO_BIG),
        (saying(b"stream: O"), clamd.ODD),
        (saying(b"Can't open file ERROR\0"), clamd.ODD),
    ],
)
def test_without_a_verdict_it_is_taken_and_waits(
    settings: Any, monkeypatch: pytest.MonkeyPatch, manner: scanner.Manner, why: str
) -> None:
    monkeypatch.setattr(scanning, "AT_UPLOAD", 0.3)

    with Scanner(settings, manner):
        stored = taken()

    assert (stored.scan, stored.why_unscanned) == (Scan.WAITING, why)


def test_slow_files_hold_one_thread_of_a_process(settings: Any) -> None:
    def upload() -> tuple[float, str, str]:
        began = time.monotonic()
        said = scanning.at_upload(io.BytesIO(b"x"))
        return time.monotonic() - began, *said

    with Scanner(settings, scanner.slow):
        answers = sorted(at_once(*[upload] * 4))

    assert [said for _, *said in answers] == [[Scan.WAITING, scanning.BUSY]] * 3 + [[Scan.CLEAN, ""]]
    assert answers[2][0] < 0.7 < answers[3][0]


def test_a_silent_scanner_costs_two_seconds_and_only_one_upload(settings: Any) -> None:
    with Scanner(settings, scanner.silent):
        began = time.monotonic()
        taken()
        first = time.monotonic() - began
        taken()
        second = time.monotonic() - began - first

    assert 2 <= first < 4
    assert second < 1.5
