"""The corpus through a form over HTTP: the verdict at the field, everything else kept."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from files.forms import CVField
from files.models import StoredFile
from tests.files import hostile
from tests.files.corpus import REFUSED, SAMPLES, Sample, sample
from tests.tagged import tagged

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.files.probe")]


def post(client: Client, cv: object) -> dict[str, Any]:
    response = client.post("/upload/", {"before": "kept before", "cv": cv, "after": "kept after"})
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    if "id" not in answer:
        assert (answer["before"], answer["after"]) == ("kept before", "kept after")
    return answer


def test_the_corpus_has_forty_files() -> None:
    """S32: twenty-odd programs that write CVs, and the refused ones, each for its own reason."""
    assert len(SAMPLES) >= 40
    assert len(REFUSED) >= 12


@pytest.mark.parametrize("cv", SAMPLES, ids=str)
def test_every_sample_gets_its_verdict(cv: Sample, client: Client) -> None:
    """S32."""
    answer = post(client, cv.upload())

    if cv.verdict == "accept":
        stored = StoredFile.objects.get(pk=answer["id"])
        assert stored.sha256 == cv.sha256
    else:
        [sentence] = answer["errors"]["cv"]
        assert sentence.endswith(".")
        assert not StoredFile.objects.exists()


def test_eleven_megabytes_are_an_error_at_the_field(client: Client) -> None:
    """S33: the fields before and after the file are kept."""
    content = hostile.big_pdf(11 * 1024 * 1024)

    answer = post(client, SimpleUploadedFile("cv.pdf", content))

    assert len(content) == 11 * 1024 * 1024
    assert "11.0 MB" in answer["errors"]["cv"][0]
    assert "10 MB" in answer["errors"]["cv"][0]


def test_ten_megabytes_are_taken(client: Client, settings: Any) -> None:
    content = hostile.big_pdf(settings.UPLOAD_LIMIT)

    assert "id" in post(client, SimpleUploadedFile("cv.pdf", content))


def test_no_file_is_asked_for(client: Client) -> None:
    response = client.post("/upload/", {"before": "a", "after": "b"})

    assert response.json()["errors"] == {"cv": ["Choose your CV: a PDF, DOCX or ODT file."]}


def test_a_full_disk_asks_for_the_file_again(client: Client, monkeypatch: Any) -> None:
    def full(self: object, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.write", full, raising=False)

    answer = post(client, sample("s35").upload())

    assert "choose it again" in answer["errors"]["cv"][0]


def test_where_no_temporary_file_can_be_made_the_file_is_asked_for_again(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.TEMPORARY_DIR = tmp_path / "no-folder"
    settings.TEMPORARY_DIR.write_text("")

    answer = post(client, sample("s35").upload())

    assert "choose it again" in answer["errors"]["cv"][0]


@pytest.mark.parametrize(
    "name", ["a\x00b.pdf", "a\u202eb.pdf", "\ud800cv.pdf", "x" * 300 + ".pdf", "a\r\nb.pdf"]
)
def test_a_strange_name_is_no_500(name: str, client: Client) -> None:
    """S37, S60: sent as raw bytes, as a browser would not."""
    raw = name.encode("utf-8", "surrogatepass")
    head = b'--x\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n'
    body = head % (b"before", b"") + b"1\r\n" + head % (b"after", b"") + b"2\r\n"
    body += head % (b"cv", b'; filename="' + raw + b'"') + sample("s35").content + b"\r\n--x--\r\n"

    response = client.post("/upload/", body, content_type="multipart/form-data; boundary=x")

    assert response.status_code == 200
    if "id" in response.json():
        kept = StoredFile.objects.get().name
        assert kept.endswith(".pdf")
        assert kept.isprintable()
        assert len(kept) <= 120


def test_the_field_speaks_the_language_of_who_sees_it() -> None:
    field = CVField()

    with tagged():
        assert str(field.label) == "Your CV [da]"
        assert str(field.help_text) == "A PDF, DOCX or ODT file of at most 10 MB. No photo, please. [da]"
        assert str(field.error_messages["required"]).endswith("[da]")
