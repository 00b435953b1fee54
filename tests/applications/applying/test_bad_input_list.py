"""Bad input, line by line: the exact sentence at its field, everything else kept, and then all is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from applications.models import Application, Draft, Link
from postings.models import Posting
from tests.applications.applying import applying
from tests.applications.applying.answers import error_at, text
from tests.applications.applying.coming_back import ask, leave
from tests.factories import ApplicationFactory, PostingFactory
from tests.files.hostile import big_pdf

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024
BACKGROUND = {"motivation": "I like servers.\nAnd people.", "current_position": "Head of servers"}
TYPED = {**applying.DETAILS, **BACKGROUND}
HIDDEN = "There is a hidden character in this text (a NUL). Delete it, or type the text again."


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it", asks_motivation="required")


def file(name: str, content: bytes) -> Callable[[], dict[str, Any]]:
    return lambda: {"cv": SimpleUploadedFile(name, content)}


@dataclass(frozen=True)
class Wrong:
    step: str
    field: str
    sent: Callable[[], dict[str, Any]]
    sentence: str


PNG = b"\x89PNG\r\n\x1a\n" + bytes(99)
LINES = {
    "no file": Wrong("cv", "cv", dict, "Choose your CV: a PDF, DOCX or ODT file."),
    "an empty file": Wrong(
        "cv",
        "cv",
        file("cv.pdf", b""),
        "This file is empty. Check that it opens on your device, and choose it again.",
    ),
    "a picture": Wrong(
        "cv",
        "cv",
        file("cv.png", PNG),
        "This is a picture. Save your CV as a PDF and choose that. A DOCX or ODT document is fine too.",
    ),
    "a picture that says it is a PDF": Wrong(
        "cv",
        "cv",
        file("cv.pdf", PNG),
        "This file is named .pdf, but inside it is a picture. Save your CV as a PDF and choose that.",
    ),
    "11 MB": Wrong(
        "cv",
        "cv",
        lambda: file("cv.pdf", big_pdf(11 * MIB))(),
        "This file is 11.0 MB; the limit is 10 MB. "
        "Save a smaller copy, for example with smaller pictures, and choose that.",
    ),
    "an address with a newline": Wrong(
        "",
        "email",
        lambda: {"email": "amina@example.com\nBcc: b@example.com"},
        "The address has a line break or another hidden character in it.",
    ),
    "a name of 300 characters": Wrong(
        "", "name", lambda: {"name": "N" * 300}, "This is 300 characters long; 120 fit. Shorten it."
    ),
    "a NUL in the name": Wrong("", "name", lambda: {"name": "A\x00B"}, HIDDEN),
    "a NUL in the phone number": Wrong("", "phone", lambda: {"phone": "12 34\x00 56"}, HIDDEN),
    "a NUL in the address": Wrong(
        "",
        "email",
        lambda: {"email": "a\x00@example.com"},
        "The address has a line break or another hidden character in it.",
    ),
    "a NUL in a long text": Wrong("background", "motivation", lambda: {"motivation": "a\x00b"}, HIDDEN),
}


def of_step(step: str) -> dict[str, Any]:
    return {"": applying.DETAILS, "background": BACKGROUND, "cv": {}}[step]


@pytest.mark.parametrize("line", LINES)
def test_one_sentence_at_the_field_and_nothing_else_is_lost(
    line: str, client: Client, posting: Posting
) -> None:
    wrong = LINES[line]
    applying.details(client, posting)
    applying.background(client, posting, **BACKGROUND)
    if wrong.step != "cv":
        applying.give_cv(client, posting)
    others = {name: value for name, value in of_step(wrong.step).items() if name != wrong.field}

    answer = client.post(applying.url(posting, wrong.step), {**of_step(wrong.step), **wrong.sent()})

    assert answer.status_code == 400
    assert error_at(answer, wrong.field) == wrong.sentence
    assert all(str(value) in text(answer) for value in others.values())
    if wrong.step == "cv":
        applying.give_cv(client, posting)
    assert applying.send(client, posting).status_code == 302
    application = Application.objects.get()
    assert {name: getattr(application, name) for name in TYPED} == TYPED


def test_what_is_too_long_comes_back_whole(client: Client, posting: Posting) -> None:
    answer = applying.details(client, posting, name="N" * 299 + "!")

    assert f'value="{"N" * 299}!"' in text(answer)


@pytest.mark.parametrize("step", ["", "background", "cv", "review"])
def test_a_field_that_does_not_exist_is_not_missed(step: str, client: Client, posting: Posting) -> None:
    strange = {
        "stage": "offer",
        "is_admin": "1",
        "submitted_at": "2020-01-01",
        "question_1": "x",
        "é\x00": "x",
    }
    if step:
        applying.fill_in(client, posting)
    data = {"cv": applying.cv()} if step == "cv" else of_step(step) if step != "review" else {}
    data = data | ({"draft": applying.draft_shown(client, posting)} if step == "review" else {})

    answer = client.post(applying.url(posting, step), {**data, **strange})

    assert answer.status_code == 302
    assert Draft.objects.count() == 1
    assert Application.objects.count() == (step == "review")
    assert not Application.objects.exclude(stage__kind="received").exists()


@pytest.mark.parametrize("step", ["", "background", "cv", "review"])
def test_a_deadline_that_passes_leaves_all_text_to_copy(step: str, client: Client, posting: Posting) -> None:
    """What was saved, and what was just typed."""
    applying.fill_in(client, posting, **applying.DETAILS)
    applying.background(client, posting, **BACKGROUND)
    pk = applying.draft_shown(client, posting)
    Posting.objects.update(closed_at=TransactionNow() - timedelta(seconds=1))
    changed = {
        "": ({**applying.DETAILS, "name": "Amina Newly-Typed"}, "Amina Newly-Typed"),
        "background": ({**BACKGROUND, "motivation": "Newly typed."}, "Newly typed."),
        "cv": ({"cv": applying.cv()}, "cv.pdf"),
        "review": ({"draft": pk}, "Amina Example"),
    }
    data, new = changed[step]

    answer = client.post(applying.url(posting, step), data)

    assert answer.status_code == 409
    expected = {**TYPED, **{name: value for name, value in data.items() if name in TYPED}}
    for kept in (*expected.values(), new, "cv.pdf"):
        assert kept in text(answer), kept
    assert "Nothing was sent. Everything that you wrote stands below, so that you can copy it." in text(
        answer
    )
    assert "This position was closed on" in text(answer)
    assert not Application.objects.exists()


def test_a_second_submit_of_the_same_form_has_the_same_receipt(client: Client, posting: Posting) -> None:
    applying.fill_in(client, posting)
    data = {"draft": applying.draft_shown(client, posting)}

    receipts = [
        client.post(applying.url(posting, "review"), data, follow=True).content.count(
            b"We have your application"
        )
        for _ in range(2)
    ]

    assert receipts[0] == receipts[1] > 0
    assert Application.objects.count() == 1


SIGN_IN_OVER = "A sign-in link works once, for ten minutes. Ask for a new one: it comes at once."


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("how", ["expired", "opened twice", "never made"])
def test_a_sign_in_link_that_is_over_offers_a_new_one(how: str, method: str, client: Client) -> None:
    ApplicationFactory(candidate__email="amina@example.com")
    path = ask(client)
    if how == "expired":
        Link.objects.update(expires_at=Now() - timedelta(seconds=1))
    elif how == "opened twice":
        assert Client().post(path).status_code == 302
    else:
        path = path[:-4] + "abc/"

    answer = getattr(client, method)(path)

    assert answer.status_code == 410
    assert SIGN_IN_OVER in text(answer)
    assert 'name="email"' in text(answer)
    assert "Send me a link" in text(answer)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_draft_link_that_is_over_says_why(method: str, client: Client, posting: Posting) -> None:
    path = leave(client, posting)
    Posting.objects.update(closed_at=timezone.now() - timedelta(hours=49))

    answer = getattr(Client(), method)(path)

    assert answer.status_code == 410
    assert "the draft was deleted 48 hours after the deadline." in text(answer)
    assert "Ask for a sign-in link" in text(answer)


def test_a_draft_link_opened_twice_opens_twice(client: Client, posting: Posting) -> None:
    path = leave(client, posting)

    for browser in (Client(), Client()):
        assert browser.post(path).status_code == 302
        assert "amina@example.com" in text(browser.get(applying.url(posting)))


REFUSED = "This page had been open for too long, so nothing was sent. Your text is still here: send it again."


@pytest.mark.parametrize("step", ["", "background", "cv", "review", "/my/"])
def test_a_refused_form_token_gives_everything_back(step: str, client: Client, posting: Posting) -> None:
    applying.fill_in(client, posting)
    pk = applying.draft_shown(client, posting)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    path = step if step == "/my/" else applying.url(posting, step)
    data = {
        "": {**applying.DETAILS, "name": "Amina Newly-Typed"},
        "background": {**BACKGROUND, "motivation": "Newly typed."},
        "cv": {"cv": applying.cv()},
        "review": {"draft": pk},
        "/my/": {"email": "amina.newly@example.com"},
    }[step]

    answer = strict.post(path, {**data, "csrfmiddlewaretoken": "x" * 64})

    assert answer.status_code == 403
    assert REFUSED in text(answer)
    assert all(value in text(answer) for value in data.values() if isinstance(value, str))
    assert Draft.objects.get().name == "Amina Example"
    assert not Application.objects.exists()
