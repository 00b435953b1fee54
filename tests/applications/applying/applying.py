"""How a test applies: the steps through the real client, one after the other."""

from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from postings.models import Posting

CVS = Path(__file__).parents[2] / "data" / "cvs"
DETAILS = {"name": "Amina Example", "email": "amina@example.com", "phone": "+45 12 34 56 78"}


@cache
def _bytes(name: str) -> bytes:
    return (CVS / name).read_bytes()


def cv(name: str = "s01_maja_testholm_rendercv_classic.pdf", *, shown: str = "cv.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(shown, _bytes(name))


def url(posting: Posting, step: str = "") -> str:
    return f"/jobs/{posting.slug}/apply/{step + '/' if step else ''}"


def details(client: Client, posting: Posting, **changes: Any) -> HttpResponse:
    return client.post(url(posting), {**DETAILS, **changes})


def background(client: Client, posting: Posting, **answers: Any) -> HttpResponse:
    return client.post(url(posting, "background"), {"motivation": "I like servers.", **answers})


def give_cv(client: Client, posting: Posting, file: SimpleUploadedFile | None = None) -> HttpResponse:
    return client.post(url(posting, "cv"), {"cv": file or cv()})


def fill_in(client: Client, posting: Posting, **changes: Any) -> None:
    """Everything but the last press."""
    assert details(client, posting, **changes).status_code == 302
    assert background(client, posting).status_code == 302
    answer = give_cv(client, posting)
    assert answer.status_code == 302, answer.content.decode()


def draft_shown(client: Client, posting: Posting) -> str:
    return client.get(url(posting, "review")).context["draft"].pk


def send(client: Client, posting: Posting) -> HttpResponse:
    return client.post(url(posting, "review"), {"draft": draft_shown(client, posting)})


def apply(client: Client, posting: Posting, **changes: Any) -> HttpResponse:
    fill_in(client, posting, **changes)
    return send(client, posting)
