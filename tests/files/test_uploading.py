"""Files are taken or refused with a sentence; nothing else is ever the answer."""

import hashlib
import io
import re
from pathlib import Path

import pypdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Entry
from files.models import StoredFile
from files.tidying import remove_orphans
from files.uploading import forget, take
from files.verdicts import Refused
from tests.files.corpus import ACCEPTED, REFUSED, Sample, sample
from tests.files.hostile import pdf
from tests.files.places import Bucket, Folder, Place

pytestmark = pytest.mark.django_db

REASONS = {
    "s20": "other_kind", "s21": "other_kind", "s36": "other_kind", "s46": "other_kind",
    "s40": "empty", "s41": "damaged", "s42": "password", "s43": "programs", "s44": "misnamed",
    "s47": "bomb", "s48": "outside", "s49": "limits", "s50": "misnamed",
}  # fmt: skip


@pytest.mark.parametrize("cv", [sample("s33"), sample("s19"), sample("s11")], ids=str)
def test_a_cv_is_taken_byte_for_byte(cv: Sample, place: Place) -> None:
    """S42: the bytes kept are the bytes sent; the whole corpus goes through the form in test_form."""
    stored = take(cv.upload())

    [key] = place.kept()
    assert hashlib.sha256(place.content(key)).hexdigest() == stored.sha256 == cv.sha256
    assert stored.size == len(cv.content)
    assert stored.kind == cv.file.rpartition(".")[2].lower()
    assert stored.reading == StoredFile.Reading.WAITING


@pytest.mark.parametrize("cv", REFUSED, ids=str)
def test_a_hostile_or_foreign_file_is_refused_with_a_sentence(cv: Sample, place: Place) -> None:
    """S32, S34, S35, S36, V2: refused whatever the Content-Type says, and nothing is left behind."""
    with pytest.raises(Refused) as refusal:
        take(cv.upload(content_type="application/pdf"))

    assert refusal.value.reason == REASONS[cv.file[:3]]
    assert refusal.value.sentence.endswith(".")
    assert place.kept() == set()
    assert not StoredFile.objects.exists()


def encrypted(content: bytes, *, password: str, algorithm: str) -> bytes:
    """As programs write it that forbid printing: everybody opens it, or whoever has the password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(user_password=password, owner_password="the owner's", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
@pytest.mark.parametrize(
    "content, password, verdict",
    [
        (sample("s01").content, "", "taken"),
        (sample("s01").content, "secret", "password"),
        (pdf(b"<</S/JavaScript/JS(x)>>", trailer=b"/OpenAction 5 0 R"), "", "programs"),
    ],
    ids=["without a password", "with one", "a script without one"],
)
def test_a_pdf_that_opens_without_a_password_is_judged_like_any(
    place: Place, content: bytes, password: str, verdict: str, algorithm: str
) -> None:
    """S36: an empty password is none, and hides nothing from us."""
    upload = SimpleUploadedFile("cv.pdf", encrypted(content, password=password, algorithm=algorithm))

    try:
        take(upload)
        found = "taken"
    except Refused as refused:
        found = refused.reason

    assert found == verdict
    assert bool(place.kept()) is (verdict == "taken")


def test_the_store_holds_no_word_of_the_user(place: Place) -> None:
    """S37: opaque names below the root, folders too."""
    for cv in ACCEPTED[:5]:
        take(cv.upload())

    assert len(place.kept()) == 5
    assert all(re.fullmatch(r"[0-9a-f/]+", name) for name in place.kept())


def test_a_path_in_the_name_is_dropped() -> None:
    stored = take(sample("s35").upload())

    assert stored.name == "walter cv.pdf"
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{30}", stored.key)


def test_taking_is_in_the_log_without_the_name() -> None:
    stored = take(sample("s01").upload(), by="applicant")

    entry = Entry.objects.get(action="file.stored")
    assert (entry.actor, entry.object_id) == ("applicant", str(stored.pk))
    assert entry.data == {"kind": "pdf", "size": stored.size, "scan": "unscanned"}


def test_a_full_disk_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Refused) as refusal:
        take(sample("s01").upload())

    assert refusal.value.reason == "busy"
    assert Folder(root).kept() == set()
    assert not StoredFile.objects.exists()


def test_a_store_that_is_away_asks_for_the_file_again(place: Place) -> None:
    place.go_away()

    with pytest.raises(Refused) as refusal:
        take(sample("s01").upload())

    assert refusal.value.reason == "busy"
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_forgotten_while_the_store_is_away_is_tidied_away(bucket: Bucket) -> None:
    """The row goes at once, which is what the person was told; its bytes follow."""
    stored = take(sample("s01").upload())
    there = bucket.endpoint
    bucket.go_away()

    forget(stored)

    assert not StoredFile.objects.exists()
    bucket.come_back(there)
    bucket.age()
    assert remove_orphans() == 1
    assert bucket.kept() == set()


@pytest.mark.django_db(transaction=True)
def test_forgetting_takes_row_and_bytes(place: Place) -> None:
    stored = take(sample("s01").upload())

    forget(stored)

    assert place.kept() == set()
    assert not StoredFile.objects.exists()
    assert Entry.objects.filter(action="file.forgotten").count() == 1


@pytest.mark.parametrize(
    "name", ["cv.php", "cv.py", "cv.html", "cv.svg", "cv.jsp", "cv.pdf.php", "cv.pdf\x00.php", "cv"]
)
@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "text/x-php"])
def test_a_name_that_ends_in_another_kind_is_refused(name: str, content_type: str) -> None:
    """V1: also with the bytes of a good PDF, and as any MIME type."""
    with pytest.raises(Refused) as refusal:
        take(SimpleUploadedFile(name, sample("s35").content, content_type))

    assert refusal.value.reason == "other_kind"
    assert "PDF" in refusal.value.sentence


@pytest.mark.parametrize(
    "content",
    [
        b"<?php system($_GET['c']); ?>",
        b"#!/usr/bin/env python3\nimport os",
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<%@ page import="java.io.*" %>',
    ],
)
@pytest.mark.parametrize("name", ["cv.pdf", "cv.docx", "cv.odt", "cv.php\x00.pdf", "cv.php.pdf"])
def test_a_script_under_a_good_name_is_refused(name: str, content: bytes, place: Place) -> None:
    """V1: structure counts, not the name."""
    with pytest.raises(Refused):
        take(SimpleUploadedFile(name, content, "application/pdf"))
    assert place.kept() == set()


def test_a_file_over_the_limit_says_how_big_it_is() -> None:
    """S33, in words."""
    with pytest.raises(Refused) as refusal:
        take(SimpleUploadedFile("cv.pdf", b"%PDF-1.4" + bytes(11 * 1024 * 1024)))

    assert refusal.value.reason == "too_big"
    assert "11.0 MB" in refusal.value.sentence
    assert f"{settings.UPLOAD_LIMIT // 1024 // 1024} MB" in refusal.value.sentence
