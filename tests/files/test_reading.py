"""What is made of a kept file, and what a child that fails leaves of it."""

import io
import struct
import unicodedata
import warnings
import zlib
from typing import Any

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from files import reading, store
from files.models import StoredFile
from files.sandbox import warm
from files.sandbox.frames import Frame
from files.uploading import take
from tests.files import hostile
from tests.files.corpus import ACCEPTED, Sample, taken
from tests.files.places import Place
from tests.tagged import tagged

pytestmark = pytest.mark.django_db


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


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
