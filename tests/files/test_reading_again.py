"""Reading that ends early: whose file waits, who tries it again, and when it is given up."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from accounts.models import User
from audit.models import Entry
from core.models import SweepFailure
from files import reading
from files.models import StoredFile
from files.sandbox.client import Unanswered
from files.sandbox.frames import Frame
from tests.files.corpus import taken
from tests.files.places import Folder, Place

pytestmark = pytest.mark.django_db


def test_two_readers_at_once_get_one_lease() -> None:
    stored = taken("s35")

    assert reading._lease(stored.pk) is not None
    assert reading._lease(stored.pk) is None


def test_what_a_dead_worker_left_is_found_again() -> None:
    stored = taken("s35")
    reading._lease(stored.pk)
    assert reading.read_due() == 0

    StoredFile.objects.update(lease_until=Now() - reading.LEASE)

    assert reading.read_due() == 1
    stored.refresh_from_db()
    assert (stored.reading, stored.attempts) == ("read", 2)


def test_a_file_that_kills_every_worker_is_given_up() -> None:
    stored = taken("s35")
    StoredFile.objects.update(attempts=3)

    reading.read(stored.pk)

    stored.refresh_from_db()
    assert stored.reading == StoredFile.Reading.UNREADABLE
    assert reading.read_due() == 0


def test_a_late_worker_writes_nothing_over_its_successor(root: Path) -> None:
    stored = taken("s35")
    late = reading._lease(stored.pk)
    assert late is not None
    StoredFile.objects.update(lease_until=Now() - reading.LEASE)
    reading.read(stored.pk)

    reading._keep(late, [Frame({"part": "text", "text": "too late"})])

    stored.refresh_from_db()
    assert "too late" not in stored.text


@pytest.mark.django_db(transaction=True)
def test_a_late_worker_leaves_no_bytes(place: Place) -> None:
    stored = taken("s35")
    late = reading._lease(stored.pk)
    assert late is not None
    StoredFile.objects.update(lease_until=Now() - reading.LEASE)
    reading.read(stored.pk)
    before = place.kept()

    page = Frame({"part": "page", "number": 1, "width": 5, "height": 5}, b"RIFF" + bytes(200))
    reading._keep(late, [page])

    assert place.kept() == before


def test_without_a_sandbox_the_file_waits_for_the_sweep(monkeypatch: Any) -> None:
    stored = taken("s35")

    def nobody(job: bytes, file: object) -> None:
        raise Unanswered

    monkeypatch.setattr(reading.sandbox, "read", nobody)
    reading.read(stored.pk)
    StoredFile.objects.update(lease_until=Now() - reading.LEASE)

    assert list(StoredFile.objects.due()) == [stored]
    stored.refresh_from_db()
    assert stored.attempts == 0


def test_a_full_disk_gives_the_file_back(monkeypatch: Any) -> None:
    stored = taken("s35")

    def full(content: bytes) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reading.store, "keep", full)
    reading.read(stored.pk)

    stored.refresh_from_db()
    assert (stored.reading, stored.attempts) == ("waiting", 0)
    assert reading.is_put_off(stored)


def pauses_of(stored: StoredFile, *, tries: int) -> list[int]:
    """How many minutes it is left alone after each try while the store is away."""
    pauses = []
    for _ in range(tries):
        reading.read_due()
        left = ExpressionWrapper(F("next_try_at") - Now(), output_field=DurationField())
        pause = SweepFailure.objects.filter(row=str(stored.pk)).values_list(left, flat=True).get()
        pauses.append(round(pause / timedelta(minutes=1)))
        SweepFailure.objects.update(next_try_at=Now())
    return pauses


def test_a_store_that_is_away_for_a_minute_makes_no_file_unreadable(place: Place) -> None:
    """The poke comes while it is away, and the next sweep after that reads the file."""
    stored = taken("s35")
    bring_back = place.go_away()

    reading.read(stored.pk)
    reading.read_due()

    stored.refresh_from_db()
    assert (stored.reading, stored.attempts) == ("waiting", 0)
    assert SweepFailure.objects.get().attempts == 1

    bring_back()
    SweepFailure.objects.update(next_try_at=Now())
    reading.read_due()

    stored.refresh_from_db()
    assert (stored.reading, stored.attempts) == ("read", 1)
    assert not SweepFailure.objects.exists()


def test_while_the_store_is_away_the_pauses_grow_to_half_an_hour(root: Path) -> None:
    stored = taken("s35")
    Folder(root).go_away()

    assert pauses_of(stored, tries=7) == [1, 2, 4, 8, 16, 30, 30]

    stored.refresh_from_db()
    assert (stored.reading, stored.attempts) == ("waiting", 0)


@pytest.mark.parametrize(("hours", "becomes"), [(23, "waiting"), (25, "unreadable")])
def test_a_store_that_is_away_is_asked_for_a_day(place: Place, hours: int, becomes: str) -> None:
    stored = taken("s35")
    place.go_away()
    reading.read_due()

    SweepFailure.objects.update(first_at=Now() - timedelta(hours=hours), next_try_at=Now())
    reading.read_due()

    stored.refresh_from_db()
    assert (stored.reading, stored.attempts) == (becomes, 0)
    assert stored.why_unread == (reading.AWAY if becomes == "unreadable" else "")


def test_other_bytes_than_were_stored_are_not_the_files_fault(root: Path) -> None:
    """A store that answers with half of them, say."""
    stored = taken("s05")
    content = (root / stored.key).read_bytes()
    (root / stored.key).write_bytes(content[:99])

    reading.read(stored.pk)
    stored.refresh_from_db()
    assert (stored.reading, stored.attempts) == ("waiting", 0)

    (root / stored.key).write_bytes(content)
    reading.read(stored.pk)
    stored.refresh_from_db()
    assert stored.reading == "read"


@pytest.mark.django_db(transaction=True)
def test_a_person_has_it_read_again(monkeypatch: Any, recruiter: User) -> None:
    stored = taken("s35")
    StoredFile.objects.update(reading="unreadable", why_unread=reading.AWAY, attempts=3)
    pokes: list[int] = []
    monkeypatch.setattr(reading, "poke", pokes.append)

    reading.read_again(stored, by=recruiter)
    reading.read_again(stored, by=recruiter)  # a second press

    assert pokes == [stored.pk]
    entry = Entry.objects.get(action="file.read_again")
    assert (entry.actor, entry.object_id) == (f"user:{recruiter.pk}", str(stored.pk))
    reading.read_due()
    stored.refresh_from_db()
    assert (stored.reading, stored.why_unread, stored.attempts) == ("read", "", 1)


def test_what_is_put_off_is_due_at_once_when_a_person_asks(place: Place, recruiter: User) -> None:
    stored = taken("s35")
    bring_back = place.go_away()
    reading.read_due()
    bring_back()
    assert reading.read_due() == 0

    reading.read_again(stored, by=recruiter)

    assert reading.read_due() == 1
    stored.refresh_from_db()
    assert stored.reading == "read"


def test_what_is_read_is_not_read_again(recruiter: User) -> None:
    stored = taken("s35")
    reading.read(stored.pk)

    reading.read_again(stored, by=recruiter)

    stored.refresh_from_db()
    assert stored.reading == "read"
    assert not Entry.objects.filter(action="file.read_again").exists()


def test_a_file_without_bytes_is_unreadable(place: Place) -> None:
    stored = taken("s35")
    place.lose(stored.key)

    reading.read(stored.pk)

    stored.refresh_from_db()
    assert (stored.reading, stored.why_unread) == ("unreadable", reading.NOTHING)
