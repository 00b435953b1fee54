"""What the page of a rejected application says of its letter, and what can be done about it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from applications.models import Application, Decision
from applications.transitions import telling
from mail import outbox
from mail.models import OutgoingMail
from tests.decisions import letter_of, reject
from tests.factories import ApplicationFactory, MembershipFactory, ReasonFactory

pytestmark = pytest.mark.django_db
UNDO, WRITE, TELL = "/reversal/", "decision/letters/", "decision/telling/"


@pytest.fixture
def application(recruiter: User, manager: User, interviewer: User) -> Application:
    """Rejected; somebody cancelled the letter."""
    made = ApplicationFactory(name="Amina Example")
    MembershipFactory(posting=made.posting, user=manager)
    made.readers.create(user=interviewer, why="test")
    made = reject(made, reason=ReasonFactory(), by=recruiter, version=1)
    outbox.cancel(dedupe_key=letter_of(made).dedupe_key, by=recruiter, why="I call them.")
    return made


def at(application: Application, rest: str = "") -> str:
    return f"/desk/applications/{application.code}/{rest}"


def box(client: Client, application: Application) -> str:
    page = client.get(at(application)).content.decode()
    return page.split('notice-warn decision" id="decision">')[1].split('<div class="split')[0]


def offered(said: str) -> set[str]:
    return {verb for verb in (UNDO, WRITE, TELL) if verb in said}


NOW = timezone.now()
OPEN = {"ended_at": None}
STATES: dict[str, tuple[dict[str, Any], str, set[str]]] = {
    "held": ({"state": "queued", "not_before": None, **OPEN}, "The letter: Held. Until it goes", {UNDO}),
    "queued": ({"not_before": NOW.replace(year=2100), **OPEN}, "The letter: Leaves", {UNDO}),
    "retry": ({"not_before": NOW.replace(year=2100), **OPEN}, "Until it goes this can be undone", {UNDO}),
    "sending": (
        {"lease_until": NOW, "claim_token": "6f2c2f0e-8ad1-4a4e-9f0a-0e3a4a6c6d8b", **OPEN},
        "is being sent just now",
        set(),
    ),
    "sent": ({"dot_at": NOW, "sent_at": NOW}, "The letter was sent on", set()),
    "failed": ({"error": "mailbox full"}, "The letter did not go: mailbox full", {UNDO, TELL}),
    "uncertain": ({"dot_at": NOW, **OPEN}, "nobody knows whether it arrived", {TELL}),
    "cancelled": ({}, "The letter will not go: I call them.", {UNDO, WRITE, TELL}),
}


@pytest.mark.parametrize("state", STATES)
def test_the_box_says_what_is_true(desk: Client, application: Application, manager: User, state: str) -> None:
    fields, words, verbs = STATES[state]
    OutgoingMail.objects.update(**{"state": state, **fields})

    said = box(desk, application)

    assert words in said
    assert ("has not been told" in said) is (state in {"failed", "cancelled"})
    assert ("can be undone" in said) is (state in {"held", "queued", "retry"})
    assert offered(said) == verbs
    desk.force_login(manager)
    assert offered(box(desk, application)) == set()


def test_told_another_way_from_the_page(desk: Client, application: Application) -> None:
    form = desk.get(at(application, TELL))
    assert "How they were told" in form.content.decode()

    answer = desk.post(at(application, TELL), {"how": "by <b>telephone</b>", "version": 2})

    assert (answer.status_code, answer["Location"]) == (302, at(application, "#decision"))
    said = box(desk, application)
    assert "Rita Recruiter wrote it down on" in said
    assert "The applicant was told: by &lt;b&gt;telephone&lt;/b&gt;." in said
    assert offered(said) == set()
    assert "Rita Recruiter wrote down that the applicant was told" in strip_tags(
        desk.get(at(application)).text
    )


def test_written_again_from_the_page(desk: Client, application: Application) -> None:
    answer = desk.post(at(application, f"{WRITE}?q=amina"), {"version": 2})

    assert (answer.status_code, answer["Location"]) == (302, at(application, "?q=amina#decision"))
    assert "The letter: Leaves" in box(desk, application)


@pytest.mark.parametrize(("body", "status"), [({}, 400), ({"version": "x"}, 400), ({"version": "0"}, 409)])
def test_a_letter_is_written_again_of_what_the_page_showed(
    desk: Client, application: Application, body: Any, status: int
) -> None:
    assert desk.post(at(application, WRITE), body).status_code == status
    assert OutgoingMail.objects.get().state == "cancelled"


def test_a_missing_word_comes_back(desk: Client, application: Application) -> None:
    answer = desk.post(at(application, TELL), {"how": " ", "version": 2})

    assert answer.status_code == 400
    assert "Say how they were told." in answer.content.decode()
    assert not Decision.objects.told().exists()


def test_what_was_typed_stays_when_the_letter_is_on_its_way(desk: Client, application: Application) -> None:
    telling.write_letter_again(application, by=User.objects.get(role="recruiter"), version=2)

    answer = desk.post(at(application, TELL), {"how": "in the corridor", "version": 2})

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "in the corridor" in said
    assert "still waits in the outbox" in said
    assert not Decision.objects.told().exists()


@pytest.mark.parametrize(("person", "status"), [("outsider", 404), ("manager", 403), ("interviewer", 403)])
@pytest.mark.parametrize("verb", [WRITE, TELL])
def test_others_may_not(
    client: Client,
    application: Application,
    request: pytest.FixtureRequest,
    person: str,
    status: int,
    verb: str,
) -> None:
    client.force_login(request.getfixturevalue(person))

    assert client.post(at(application, verb), {"how": "x", "version": 2}).status_code == status
    assert not Decision.objects.told().exists()


def test_a_letter_is_not_written_by_looking(desk: Client, application: Application) -> None:
    assert desk.get(at(application, WRITE)).status_code == 405
