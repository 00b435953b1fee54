"""An application that somebody sent with another's address is contested by whoever reads that mailbox."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from applications.applying import submitting
from applications.models import Application, Candidate, Decision, Draft
from applications.transitions import deciding
from core.errors import DomainError
from interviews.models import Interview
from mail import kinds, rendering, wording
from mail.models import OutgoingMail
from postings.models import Posting
from tests.applications.applying import applying
from tests.applications.applying.coming_back import enter, path_in
from tests.decisions import reject
from tests.factories import PostingFactory, ReasonFactory, mark_sent
from tests.interviews.plans import booked
from tests.races import at_once, race
from tests.recruitment.asking import every_row
from tests.without import without_locks

pytestmark = pytest.mark.django_db
RIVAL, OWNER, FIRST = "Sent by a rival", "Sent by the owner", "Sent by the owner at first"


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it")


@pytest.fixture
def rivals(posting: Posting) -> Application:
    """What a rival sent from a browser for which no mailbox answered."""
    applying.apply(Client(), posting, name=RIVAL)
    return Application.objects.get()


def contest_path() -> str:
    mail = OutgoingMail.objects.filter(kind="receipt").earliest("pk")
    found = re.search(r"http://localhost:\d+(/my/contest/\S+/)", mail.text)
    assert found
    return found[1]


def apply_proved(posting: Posting, **changes: Any) -> Any:
    """The owner leaves a draft, opens it by the link in their mail, and sends it."""
    browser = Client()
    browser.post(applying.url(posting), {**applying.DETAILS, "name": OWNER, "leave": "yes"})
    browser.post(path_in(OutgoingMail.objects.filter(kind="draft_link").latest("pk")))
    return applying.apply(browser, posting, **{"name": OWNER, **changes})


def told(application: Application, by: User) -> None:
    reject(application, reason=ReasonFactory(), by=by, version=application.version)
    mark_sent(OutgoingMail.objects.filter(kind="rejection"))


def test_the_receipt_leads_to_one_button_and_the_button_sets_it_aside(
    rivals: Application, posting: Posting
) -> None:
    path, browser, before = contest_path(), Client(), every_row()
    for _ in range(3):
        page = browser.get(path)
        assert (page.status_code, "I did not send it" in page.text) == (200, True)
    assert every_row() == before

    answer = browser.post(path, follow=True)

    assert "The application is set aside" in answer.text
    assert "Apply yourself" in answer.text
    rivals.refresh_from_db()
    assert (rivals.outcome, rivals.decision.is_told) == ("contested", True)
    assert browser.post(path).status_code == 302  # a second press does it once
    assert Decision.objects.count() == 1


def test_nobody_else_hears_of_it(rivals: Application, posting: Posting, manager: User) -> None:
    """No mail to the address; an interview that was set leaves the calendars of the panel only."""
    booked(rivals, manager)
    before = set(OutgoingMail.objects.values_list("pk", flat=True))

    deciding.contest(rivals)

    mails = OutgoingMail.objects.exclude(pk__in=before)
    assert {mail.to_user_id for mail in mails} == {manager.pk}
    assert not Interview.objects.live().exists()


def test_the_rival_sees_what_they_saw(posting: Posting) -> None:
    browser = Client()
    receipt = applying.apply(browser, posting, name=RIVAL)["Location"]
    before = browser.get(receipt).content

    deciding.contest(Application.objects.get())

    assert browser.get(receipt).content == before


@pytest.mark.parametrize("token", ["1", "1:x", "x", "1:" + "0" * 43, "%00"])
def test_a_link_that_is_none_of_ours_opens_nothing(token: str, rivals: Application, client: Client) -> None:
    forged = signing.Signer(salt="another").sign(str(rivals.pk))

    for one in (token, forged):
        assert client.get(f"/my/contest/{one}/").status_code in {400, 404}
        assert client.post(f"/my/contest/{one}/").status_code in {400, 404}
    assert not Decision.objects.exists()


@pytest.mark.parametrize("reader", ["manager", "recruiter"])
def test_staff_who_read_the_mail_do_not_read_its_link(
    reader: str, rivals: Application, posting: Posting, request: pytest.FixtureRequest, client: Client
) -> None:
    """Whoever has it speaks as the applicant: a manager, who only proposes, would set aside by it."""
    posting.memberships.create(user=request.getfixturevalue("manager"))
    client.force_login(request.getfixturevalue(reader))
    mail = OutgoingMail.objects.get(kind="receipt")
    token = contest_path().removeprefix("/my/contest/").strip("/")
    assert token in mail.text
    assert token in mail.html

    pages = [client.get(f"/desk/outbox/{mail.pk}/{part}") for part in ("", "html/")]

    for page in pages:
        assert page.status_code == 200
        assert token not in page.text
    assert rivals.code in pages[0].text


@pytest.mark.parametrize("kind", ["receipt", "second_submission", "answered_already"])
def test_no_letter_leaves_out_the_way_to_contest(kind: str) -> None:
    body = rendering.default(kinds.get(kind), "en")[1].replace("{contest_url}", "")

    with pytest.raises(wording.Unfit, match="contest_url"):
        kinds.check(kinds.get(kind), subject="A subject", body=body)


def test_the_page_speaks_as_the_mail_did(rivals: Application) -> None:
    Application.objects.update(language="da")

    page = Client().get(contest_path())

    assert page["Content-Language"] == "da"


def test_what_was_sent_from_the_mailbox_is_not_contested(posting: Posting) -> None:
    apply_proved(posting)
    application = Application.objects.get()
    assert application.proved_at

    page = Client().get(contest_path()).text
    assert "This application was sent from your mailbox" in page
    assert Client().post(contest_path()).status_code == 409
    with pytest.raises(DomainError, match="reads this mailbox"):
        deciding.contest(application)
    assert not Decision.objects.exists()


# What stands for the address, who sends a new text, and what there is then: (outcome, whose text, proved).
THEN = [
    ("live", False, [("", RIVAL, False)]),
    ("live", True, [("", OWNER, True)]),
    ("rejected", False, [("rejected", RIVAL, False)]),
    ("rejected", True, [("contested", RIVAL, False), ("", OWNER, True)]),
    ("told", False, [("rejected", RIVAL, False)]),
    ("told", True, [("contested", RIVAL, False), ("", OWNER, True)]),
    ("withdrawn", False, [("withdrawn", RIVAL, False), ("", OWNER, False)]),
    ("withdrawn", True, [("withdrawn", RIVAL, False), ("", OWNER, True)]),
    ("contested", False, [("contested", RIVAL, False), ("", OWNER, False)]),
    ("contested", True, [("contested", RIVAL, False), ("", OWNER, True)]),
]


@pytest.mark.parametrize("standing, is_proved, then", THEN)
def test_what_stands_and_what_comes(
    standing: str, is_proved: bool, then: list[Any], rivals: Application, posting: Posting, recruiter: User
) -> None:
    """An answer to whoever typed the address bars nobody who reads its mailbox."""
    {
        "live": lambda: None,
        "rejected": lambda: reject(rivals, reason=ReasonFactory(), by=recruiter, version=1),
        "told": lambda: told(rivals, recruiter),
        "withdrawn": lambda: deciding.withdraw(rivals),
        "contested": lambda: deciding.contest(rivals),
    }[standing]()

    if is_proved:
        apply_proved(posting)
    else:
        applying.apply(Client(), posting, name=OWNER)

    found = Application.objects.order_by("pk").values_list("outcome", "name", "proved_at")
    assert [(outcome, name, proved is not None) for outcome, name, proved in found] == then


# The same where the first text was sent from the mailbox, and which mail says it.
THEN_PROVED = [
    ("live", False, [("", FIRST, True)], "second_submission"),
    ("live", True, [("", FIRST, True)], "second_submission"),
    ("rejected", False, [("rejected", FIRST, True)], "second_submission"),
    ("rejected", True, [("rejected", FIRST, True)], "second_submission"),
    ("told", False, [("rejected", FIRST, True)], "answered_already"),
    ("told", True, [("rejected", FIRST, True)], "answered_already"),
    ("withdrawn", False, [("withdrawn", FIRST, True), ("", RIVAL, False)], "receipt"),
    ("withdrawn", True, [("withdrawn", FIRST, True), ("", OWNER, True)], "receipt"),
]


@pytest.mark.parametrize("standing, is_proved, then, mail", THEN_PROVED)
def test_what_was_proved_is_replaced_by_nobody_else(
    standing: str, is_proved: bool, then: list[Any], mail: str, posting: Posting, recruiter: User
) -> None:
    apply_proved(posting, name=FIRST)
    first = Application.objects.get()
    {
        "live": lambda: None,
        "rejected": lambda: reject(first, reason=ReasonFactory(), by=recruiter, version=1),
        "told": lambda: told(first, recruiter),
        "withdrawn": lambda: deciding.withdraw(first),
    }[standing]()

    if is_proved:
        apply_proved(posting)
    else:
        applying.apply(Client(), posting, name=RIVAL)

    found = Application.objects.order_by("pk").values_list("outcome", "name", "proved_at")
    assert [(outcome, name, proved is not None) for outcome, name, proved in found] == then
    assert OutgoingMail.objects.latest("pk").kind == mail


@pytest.mark.parametrize("how", ["replacement", "keeping"])
def test_who_chooses_between_two_texts_has_proved_the_one_that_stays(
    how: str, rivals: Application, posting: Posting
) -> None:
    applying.apply(Client(), posting, name=OWNER)
    owner = enter(Client())
    assert "I did not send it…" in owner.get(f"/my/applications/{rivals.code}/").text

    owner.post(f"/my/applications/{rivals.code}/{how}/")

    rivals.refresh_from_db()
    assert rivals.proved_at
    assert "I did not send it…" not in owner.get(f"/my/applications/{rivals.code}/").text


def test_a_contest_ends_an_answer_that_was_told_and_history_keeps_it(
    rivals: Application, posting: Posting, recruiter: User, client: Client
) -> None:
    told(rivals, recruiter)

    deciding.contest(rivals)

    first, last = rivals.decisions.order_by("pk")
    assert (first.kind, first.overtaken, first.is_told) == ("rejected", True, True)
    assert last.replaces == first
    client.force_login(recruiter)
    page = client.get(f"/desk/applications/{rivals.code}/").text
    assert "set it aside" in page
    assert "rejected it" in page


def test_a_letter_that_waits_does_not_go(rivals: Application, recruiter: User) -> None:
    reject(rivals, reason=ReasonFactory(), by=recruiter, version=1)

    deciding.contest(rivals)

    assert OutgoingMail.objects.get(kind="rejection").state == "cancelled"


@pytest.mark.parametrize("was_told", [False, True])
def test_a_person_puts_back_what_was_a_mistake(
    was_told: bool, rivals: Application, recruiter: User, manager: User, client: Client
) -> None:
    if was_told:
        told(rivals, recruiter)
    deciding.contest(rivals)
    decision = Application.objects.get().decision
    assert decision
    path = f"/desk/applications/{rivals.code}/decisions/{decision.pk}/reversal/"
    client.force_login(recruiter)
    assert "1 application is contested" in client.get("/desk/").text
    assert "Put it back" in client.get(f"/desk/applications/{rivals.code}/").text

    client.post(path)

    rivals.refresh_from_db()
    assert rivals.outcome == ("rejected" if was_told else "")
    assert rivals.decisions.filter(overtaken=True).count() == 0
    assert "contested" not in client.get("/desk/").text


def test_it_is_not_put_back_beside_what_the_owner_sent(
    rivals: Application, posting: Posting, recruiter: User
) -> None:
    deciding.contest(rivals)
    decision = Decision.objects.get()
    applying.apply(Client(), posting, name=OWNER)

    with pytest.raises(DomainError, match="has applied since"):
        deciding.undo(decision, by=recruiter)


def test_it_is_neither_live_nor_answered_by_us(
    rivals: Application, posting: Posting, recruiter: User, client: Client
) -> None:
    deciding.contest(rivals)
    client.force_login(recruiter)

    assert not Application.objects.live().exists()
    assert not Application.objects.unanswered().exists()
    assert RIVAL in client.get("/desk/applications/?outcome=contested").text
    assert client.get(f"/desk/applications/{rivals.code}/decisions/hired/").status_code == 200
    answer = client.post(f"/desk/applications/{rivals.code}/decisions/hired/", {"version": 2})
    assert "Put it back first." in answer.text


def put_back_and_apply(posting: Posting, by: User) -> list[Callable[[], Any]]:
    """A person puts the stranger's text back, and the owner sends their own."""
    applying.apply(Client(), posting, name=RIVAL)
    decision = deciding.contest(Application.objects.get()).decision
    assert decision
    owner = Client()
    applying.fill_in(owner, posting, name=OWNER)
    draft = Draft.objects.unsent().get()

    return [
        lambda: deciding.undo(decision, by=by),
        lambda: submitting.submit(draft.pk, slug=posting.slug, epoch=draft.epoch),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_it_is_put_back_or_its_owner_applies_and_never_both(turn: int, recruiter: User) -> None:
    answers = at_once(*put_back_and_apply(PostingFactory(), recruiter))

    assert all(isinstance(one, Application | submitting.Received | DomainError) for one in answers)
    assert Application.objects.standing().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_of_the_person_the_constraint_answers(recruiter: User) -> None:
    """The twin."""
    jobs = put_back_and_apply(PostingFactory(), recruiter)

    with without_locks(Candidate, readers=2):
        answers = at_once(*jobs)

    assert any(isinstance(one, IntegrityError) for one in answers)
    assert Application.objects.standing().count() == 1


def rivals_of(posting: Posting, *, count: int) -> list[Application]:
    for number in range(count):
        applying.apply(Client(), posting, name=RIVAL, email=f"owner{number}@example.com")
    return list(Application.objects.order_by("pk"))


def contest_and_reject_at_once(rows: list[Application], by: User) -> list[list[Any]]:
    reason = ReasonFactory()

    def attempt(turn: int, number: int) -> Application:
        if number % 2:
            return reject(rows[turn], reason=reason, by=by, version=1)
        return deciding.contest(rows[turn])

    return race(attempt, threads=4, rounds=len(rows))


@pytest.mark.django_db(transaction=True)
def test_contests_and_rejections_at_once_end_contested(recruiter: User) -> None:
    """Whoever comes first: no letter goes, and one decision stands."""
    rows = rivals_of(PostingFactory(), count=10)

    answers = contest_and_reject_at_once(rows, recruiter)

    assert all(isinstance(one, Application | DomainError) for of in answers for one in of)
    assert set(Application.objects.values_list("outcome", flat=True)) == {"contested"}
    assert not OutgoingMail.objects.filter(kind="rejection", state="queued").exists()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_an_error_of_the_database_meets_them(recruiter: User) -> None:
    """The twin: the constraint lets one stand, and says so to the others in its own words."""
    rows = rivals_of(PostingFactory(), count=1)

    with without_locks(Application, readers=4):
        answers = contest_and_reject_at_once(rows, recruiter)

    assert any(not isinstance(one, Application | DomainError) for of in answers for one in of)
