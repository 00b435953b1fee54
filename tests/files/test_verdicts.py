"""Each trick is refused for its own reason, and quickly; the honest twin of each is taken."""

import io
import socket
import threading
import time
import zipfile
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from files.uploading import take
from files.verdicts import SENTENCES, Refused
from tests.files import hostile
from tests.files.corpus import sample
from tests.files.hostile import DOCX, ODT, pdf, rebuilt
from tests.files.tricks import DOCX_TRICKS, ODT_TRICKS, PDF_TRICKS

pytestmark = pytest.mark.django_db


def reason(name: str, content: bytes) -> str:
    """Why it is refused; "taken" if it is not."""
    try:
        take(SimpleUploadedFile(name, content))
    except Refused as refused:
        return refused.reason
    return "taken"


@pytest.mark.parametrize(
    ("kind", "trick"),
    [
        *(("docx", t) for t in DOCX_TRICKS),
        *(("odt", t) for t in ODT_TRICKS),
        *(("pdf", t) for t in PDF_TRICKS),
    ],
)
def test_each_trick_has_its_verdict(kind: str, trick: str) -> None:
    """S34, S35, S36: and none takes a second."""
    content, expected = {"docx": DOCX_TRICKS, "odt": ODT_TRICKS, "pdf": PDF_TRICKS}[kind][trick]
    reason("warm.pdf", pdf())

    start = time.monotonic()
    found = reason(f"cv.{kind}", content)

    assert found == expected
    assert time.monotonic() - start < 1


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port that remembers who called."""
    calls: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    done = threading.Event()

    def listen() -> None:
        while not done.is_set():
            try:
                caller, address = server.accept()
            except TimeoutError:
                continue
            calls.append(address)
            caller.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], calls
    done.set()
    thread.join()
    server.close()


@pytest.mark.parametrize(("kind", "content"), [("docx", DOCX), ("odt", ODT)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_in_any_part_is_refused_unread(
    kind: str, content: bytes, encoding: str, listener: tuple[int, list[object]]
) -> None:
    """V2, S55: every XML part in turn, also under another encoding and without its extension."""
    port, calls = listener
    parts = hostile.part_names(content)

    found = {
        p: reason(f"cv.{kind}", hostile.with_doctype(content, p, port=port, encoding=encoding)) for p in parts
    }

    assert len(parts) >= 4
    assert found == dict.fromkeys(parts, "outside")
    assert calls == []


def test_a_doctype_under_a_picture_s_name_is_refused() -> None:
    doctype = b'\xef\xbb\xbf <!DOCTYPE x [<!ENTITY s SYSTEM "file:///etc/passwd">]><x>&s;</x>'

    assert reason("cv.docx", rebuilt(DOCX, add={"word/media/a.png": doctype})) == "outside"


def test_every_archive_of_another_kind_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")

    with pytest.raises(Refused) as refusal:
        take(SimpleUploadedFile("cv.docx", out.getvalue()))

    assert "a spreadsheet" in refusal.value.sentence


def test_a_word_file_with_a_password_is_told_so() -> None:
    """Word keeps it in the container of its old format."""
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")

    assert reason("cv.docx", content) == "password"


def test_an_old_word_file_asks_for_a_pdf() -> None:
    with pytest.raises(Refused) as refusal:
        take(SimpleUploadedFile("cv.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))

    assert "old version of Word" in refusal.value.sentence
    assert "PDF" in refusal.value.sentence


def test_a_pdf_named_docx_is_told_its_name() -> None:
    with pytest.raises(Refused) as refusal:
        take(SimpleUploadedFile("cv.docx", sample("s35").content))

    assert "inside it is a .pdf file" in refusal.value.sentence


@pytest.mark.parametrize(
    "name", ["cv.rtf", "cv.txt", "cv.jpg", "cv.doc", "cv.docm", "cv.html", "cv.exe", "cv.foo"]
)
def test_another_kind_is_asked_for_as_a_pdf(name: str) -> None:
    """S32."""
    with pytest.raises(Refused) as refusal:
        take(SimpleUploadedFile(name, b"something"))

    assert "Save your CV as a PDF" in refusal.value.sentence


def test_what_could_run_or_load_is_asked_for_as_a_pdf() -> None:
    """S35: the message that all of them have in common."""
    assert all("PDF" in SENTENCES[reason] for reason in ("programs", "attached", "outside", "packed", "bomb"))


def test_nobody_is_asked_to_save_as_a_pdf_what_is_one() -> None:
    assert not [said for said in SENTENCES.values() if "as a PDF" in said]
    with pytest.raises(Refused) as refusal:
        take(SimpleUploadedFile("cv.docx", sample("s35").content))
    assert "as a PDF" not in refusal.value.sentence


def test_every_sentence_is_one_for_a_person() -> None:
    assert all(said[0].isupper() and said.endswith(".") and len(said) < 200 for said in SENTENCES.values())
