"""What is made of a kept file, and what is not lost when that fails."""

import io
import struct
import unicodedata
import warnings
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from accounts.models import User
from audit.models import Entry
from core.models import SweepFailure
from files import reading, store
from files.models import PageImage, StoredFile
from files.sandbox import warm
from files.sandbox.client import Unanswered
from files.sandbox.frames import Frame
from files.uploading import forget, take
from tests.files import hostile
from tests.files.corpus import ACCEPTED, Sample, sample
from tests.files.places import Folder, Place
from tests.races import before_statement
from tests.tagged import tagged
from tests.without import without_locks

pytestmark = pytest.mark.django_db


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def taken(start: str) -> StoredFile:
    return take(sample(start).upload())


@pytest.mark.parametrize("cv", ACCEPTED, ids=str)
def test_the_words_of_a_cv_can_be_found(cv: Sample) -> None:
    stored = take(cv.upload())

    reading.read(stored.pk)

    stored.refresh_from_db()
    assert stored.reading == StoredFile.Reading.READ
    assert [word for word in cv.must_contain if plain(word) not in plain(stored.text)] == []
    assert bool(stored.text) == cv.text_layer
    if stored.kind == "pdf":
        assert stored.page_count == stored.pages.count() == cv.pages
        assert stored.html == ""
    else:
        assert all(plain(word) in plain(stored.html) for word in cv.must_contain)
        assert "<img" not in stored.html


def test_a_scan_says_that_it_cannot_be_searched() -> None:
    stored = taken("s22")

    reading.read(stored.pk)

    stored.refresh_from_db()
    assert stored.why_unread == reading.SCAN
    assert stored.pages.count() == 1


def test_a_page_image_is_a_webp_of_its_stated_size(place: Place) -> None:
    from PIL import Image

    stored = taken("s01")
    reading.read(stored.pk)

    page = stored.pages.get(number=1)
    with store.open_(page.key) as file, Image.open(file) as picture:
        assert picture.format == "WEBP"
        assert picture.size == (page.width, page.height) == (1200, page.height)


def test_reading_twice_reads_once() -> None:
    stored = taken("s35")

    reading.read(stored.pk)
    keys = set(stored.pages.values_list("key", flat=True))
    reading.read(stored.pk)

    stored.refresh_from_db()
    assert stored.attempts == 1
    assert set(stored.pages.values_list("key", flat=True)) == keys


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


def test_a_child_that_dies_costs_only_what_it_had_not_said(monkeypatch: Any) -> None:
    """V29: a killed child leaves the file, its row and the text it had told."""
    stored = taken("s35")
    told = [Frame({"part": "facts", "pages": 9}), Frame({"part": "text", "text": "Walter"})]
    monkeypatch.setattr(reading.sandbox, "read", lambda job, file: told)

    reading.read(stored.pk)

    stored.refresh_from_db()
    assert (stored.reading, stored.text, stored.why_unread) == ("read", "Walter", reading.PART)


def test_a_child_that_says_nothing_makes_the_file_unreadable(monkeypatch: Any) -> None:
    stored = taken("s35")
    monkeypatch.setattr(reading.sandbox, "read", lambda job, file: [])

    reading.read(stored.pk)

    stored.refresh_from_db()
    assert (stored.reading, stored.why_unread) == ("unreadable", reading.NOTHING)


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


def test_html_is_cleaned_here_whatever_the_child_says() -> None:
    hostile = (
        '<p onclick="x()">Hi<script>alert(1)</script><img src=x onerror=y><a href="javascript:z()">a</a></p>'
    )

    assert reading.clean_html(hostile) == '<p>Hi<a rel="noopener noreferrer nofollow">a</a></p>'


def test_text_holds_nothing_that_postgresql_refuses() -> None:
    """S60."""
    assert reading.clean_text("a\x00b\ud800c\x07\r\nﬁn\tale") == "abc\nfin\tale"


def test_a_poke_follows_the_commit(django_capture_on_commit_callbacks: Any, monkeypatch: Any) -> None:
    pokes: list[int] = []
    monkeypatch.setattr("files.uploading.poke", pokes.append)

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        stored = taken("s35")
        assert pokes == []

    assert pokes == [stored.pk]


@pytest.mark.parametrize("sentence", [reading.SCAN, reading.PART, reading.NOTHING, ""])
def test_why_a_file_is_not_shown_is_stored_in_english_and_said_in_the_readers_language(sentence: str) -> None:
    stored = StoredFile(why_unread=sentence)

    with tagged():
        assert stored.why_unread_in_words == (f"{sentence} [da]" if sentence else "")


def test_a_picture_beyond_fifty_megapixels_is_never_decoded() -> None:
    """Its header says its size. Nothing here decodes a picture of a DOCX, and nothing that could would."""
    huge = png(8_000, 6_300)
    document = hostile.rebuilt(hostile.DOCX, add={"word/media/huge.png": huge})
    stored = take(SimpleUploadedFile("cv.docx", document))
    reading.read(stored.pk)
    stored.refresh_from_db()
    assert stored.reading == StoredFile.Reading.READ

    limit = PIL.Image.MAX_IMAGE_PIXELS
    try:
        warm.load()
        with pytest.raises(PIL.Image.DecompressionBombError):
            PIL.Image.open(io.BytesIO(huge))
        with warnings.catch_warnings(action="ignore"):
            PIL.Image.open(io.BytesIO(png(8_000, 6_200)))
    finally:
        PIL.Image.MAX_IMAGE_PIXELS = limit


def png(width: int, height: int) -> bytes:
    """The head of one; there is nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def forgotten_while_pages_are_written() -> list[Exception]:
    """A CV is replaced at the moment at which a worker writes its pages down; what was raised by either."""
    stored = taken("s01")
    leased = reading._lease(stored.pk)
    assert leased is not None
    with store.open_(stored.key) as file:
        said = reading.sandbox.read(b"P", file)
    raised: list[Exception] = []

    def catching(act: Callable[..., Any], *arguments: Any) -> None:
        try:
            act(*arguments)
        except Exception as error:  # noqa: BLE001  what is raised is the answer
            raised.append(error)

    def keep() -> None:
        catching(reading._keep, leased, said)
        connection.close()

    keeping = Thread(target=keep)

    def meanwhile() -> None:
        keeping.start()
        keeping.join(1)  # with the lock it waits for us

    with before_statement('DELETE FROM "files_storedfile"', meanwhile):
        catching(forget, stored)
    keeping.join()
    assert not raised or not isinstance(raised[0], AssertionError)
    return raised


@pytest.mark.django_db(transaction=True)
def test_a_cv_that_is_replaced_while_its_pages_are_written(place: Place) -> None:
    """And neither row nor page nor byte of it is left."""
    assert forgotten_while_pages_are_written() == []

    assert not StoredFile.objects.exists()
    assert not PageImage.objects.exists()
    assert place.kept() == set()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_its_pages_come_after_it() -> None:
    with without_locks(StoredFile):
        [error] = forgotten_while_pages_are_written()

    assert isinstance(error, IntegrityError)
