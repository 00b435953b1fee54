"""S5: nobody learns by applying with an address whether it has applied before."""

import re

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from applications.applying import draft_cookie
from applications.models import Application, Draft
from applications.transitions import deciding
from files.models import StoredFile
from postings.models import Posting
from tests.applications.applying import applying
from tests.factories import DecisionFactory, DraftFactory, PostingFactory, StoredFileFactory
from tests.timing import TRIES, medians

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "amina@example.com", "nobody@example.com"
STEPS = ("", "background", "cv", "review")


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it")


def answered(application: Application) -> None:
    with transaction.atomic():
        Application.objects.update(outcome="reserve")
        DecisionFactory(application=application, kind="reserve", told_at=timezone.now())


BEFORE = {
    "applied": lambda application: None,
    "a second text waits": lambda application: applying.apply(Client(), application.posting, name="Second"),
    "answered": answered,
    "withdrawn": deciding.withdraw,
}


def told(posting: Posting, email: str) -> list[tuple[int, str]]:
    """Everything that a browser is answered that applies with this address, but for what is its own."""
    browser = Client()
    sent = [
        applying.details(browser, posting, email=email, name="A Stranger"),
        applying.background(browser, posting),
        applying.give_cv(browser, posting),
    ]
    sent += [browser.get(applying.url(posting, step)) for step in STEPS]
    sent.append(applying.send(browser, posting))
    sent.append(browser.get(sent[-1]["Location"]))
    sent += [browser.get(applying.url(posting, step), follow=True) for step in STEPS]
    sent += [browser.get(path) for path in ("/my/", f"/jobs/{posting.slug}/")]
    code = Draft.objects.get(pk=draft_of(browser)).application.code
    return [(each.status_code, without_own(each, email=email, code=code)) for each in sent]


def draft_of(browser: Client) -> int:
    [(pk, _epoch)] = signing.loads(browser.cookies[draft_cookie.COOKIE].value, salt=draft_cookie.SALT)
    return int(pk)


def without_own(answer: HttpResponse, *, email: str, code: str) -> str:
    said = f"{answer.headers.get('Location', '')}\n{answer.content.decode()}"
    said = re.sub(r'(name="(?:csrfmiddlewaretoken|draft|version)" value)="[^"]*"', r"\1", said)
    said = re.sub(r'<dd class="number">[^<]*</dd>', "", said)  # when it was received
    return said.replace(email, "an address").replace(code, "a reference")


@pytest.mark.parametrize("before", BEFORE)
def test_the_answers_are_the_same(client: Client, posting: Posting, before: str) -> None:
    applying.apply(client, posting, email=KNOWN)
    BEFORE[before](Application.objects.get())

    known, unknown = told(posting, KNOWN), told(posting, UNKNOWN)

    assert known == unknown
    assert any("We have your application" in page for _, page in known)
    assert Application.objects.filter(candidate__email=UNKNOWN).count() == 1


def filled_in(posting: Posting, emails: list[str]) -> list[Draft]:
    """Another text each time, so that none is a second press."""
    files = StoredFile.objects.bulk_create(StoredFileFactory.build_batch(len(emails)))
    done = [Draft.Step.DETAILS, Draft.Step.BACKGROUND, Draft.Step.CV]
    made = {"posting": posting, "motivation": "I like servers.", "steps_done": done}
    return Draft.objects.bulk_create(
        DraftFactory.build(email=email, cv=cv, **made) for email, cv in zip(emails, files, strict=True)
    )


def test_the_answers_take_as_long(client: Client, posting: Posting) -> None:
    """Medians within 50 ms, over 200 tries."""
    applying.apply(client, posting, email=KNOWN)
    waiting = {
        KNOWN: filled_in(posting, [KNOWN] * (TRIES + 1)),
        UNKNOWN: filled_in(posting, [f"nobody{n}@example.com" for n in range(TRIES + 1)]),
    }

    def send(email: str) -> None:
        cache.clear()  # the limits
        draft, browser = waiting[email].pop(), Client()
        cookie = signing.dumps([[draft.pk, draft.epoch]], salt=draft_cookie.SALT)
        browser.cookies[draft_cookie.COOKIE] = cookie
        answer = browser.post(applying.url(posting, "review"), {"draft": draft.pk})
        assert "/receipt/" in answer["Location"]

    known, unknown = medians(send, KNOWN, UNKNOWN)
    assert abs(known - unknown) < 0.05
    assert Application.objects.count() == TRIES + 2
