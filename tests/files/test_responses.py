"""Files are handed out as attachments that a browser may not run."""

import re
from email.message import EmailMessage
from email.parser import Parser
from email.policy import HTTP
from typing import Any

import pytest
from django.test import Client

from files import reading
from files.models import StoredFile
from files.responses import attachment
from files.uploading import take
from tests.files.corpus import sample
from tests.files.places import Place

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.files.probe")]


@pytest.fixture
def stored() -> StoredFile:
    return take(sample("s35").upload())


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("s35", "application/pdf"),
        ("s19", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("s10", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_the_original_is_an_attachment_in_a_sandbox(start: str, kind: str, client: Client) -> None:
    """S38, S42, V16: fixed type, nosniff, sandbox, no-store; the bytes that were sent."""
    stored = take(sample(start).upload(content_type="text/html"))

    response = client.get(f"/{stored.pk}/")

    assert body_of(response) == sample(start).content
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"
    assert int(response["Content-Length"]) == len(sample(start).content)


@pytest.mark.parametrize(
    "name",
    [
        'a"b.pdf',
        "a;b.pdf",
        'a"; filename="evil.exe',
        "a\r\nSet-Cookie: x=1.pdf",
        "æøå ÆØÅ.pdf",
        "a\\b.pdf",
        "x" * 116 + ".pdf",
        "å" * 116 + ".pdf",
        "x" * 296 + ".pdf",
        "å" * 296 + ".pdf",
        "100%25.pdf",
        "简历.pdf",
        "a'b''c.pdf",
    ],
)
def test_any_name_is_one_attachment(name: str, stored: StoredFile) -> None:
    """S39: one header, one disposition, one name; also for a row that was written past the cleaning."""
    stored.name = name

    response = attachment(stored)
    response.file_to_stream.close()

    head = response.serialize_headers().decode("latin-1")
    parsed = Parser(EmailMessage, policy=HTTP).parsestr(head)
    assert len(parsed.get_all("Content-Disposition")) == 1
    assert parsed["Content-Disposition"].content_disposition == "attachment"
    shown = name if len(name) <= 120 else f"{name[:116]}.pdf"
    shown = re.sub(r"[\r\n]", "", shown).rpartition("\\")[2]
    assert parsed["Content-Disposition"].params == {"filename": shown}
    assert "Set-Cookie" not in parsed


def test_a_page_is_a_picture_for_one_reader(stored: StoredFile, client: Client) -> None:
    reading.read(stored.pk)

    response = client.get(f"/{stored.pk}/1/")

    assert body_of(response)[8:12] == b"WEBP"
    assert response["Content-Type"] == "image/webp"
    assert "attachment" not in response.get("Content-Disposition", "")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/{}/2/", "/{}/0/"])
def test_a_page_that_is_not_there_is_a_404(address: str, stored: StoredFile, client: Client) -> None:
    reading.read(stored.pk)

    assert client.get(address.format(stored.pk)).status_code == 404


def test_a_file_without_bytes_is_a_404(place: Place, client: Client) -> None:
    stored = take(sample("s35").upload())
    place.lose(stored.key)

    assert client.get(f"/{stored.pk}/").status_code == 404


def test_a_store_that_is_away_says_so(place: Place, client: Client) -> None:
    stored = take(sample("s35").upload())
    place.go_away()

    answer = client.get(f"/{stored.pk}/")

    assert answer.status_code == 503
    assert "This file cannot be fetched just now." in answer.content.decode()


def test_both_stores_are_served_with_the_same_words(place: Place, client: Client) -> None:
    """The headers say nothing of where a file lies, nor under which key."""
    stored = take(sample("s35").upload())
    reading.read(stored.pk)

    original, page = client.get(f"/{stored.pk}/"), client.get(f"/{stored.pk}/1/")

    assert body_of(original) == place.content(stored.key) == sample("s35").content
    assert original["Content-Length"] == str(stored.size)
    assert original["Content-Disposition"] == 'attachment; filename="walter cv.pdf"'
    assert body_of(page) == place.content(stored.pages.get().key)
    assert page["Content-Disposition"] == 'inline; filename="page-1.webp"'
