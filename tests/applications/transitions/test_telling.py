"""Told another way: a rejection whose letter does not go, and how nobody is forgotten."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from applications import status
from applications.models import Application, Decision
from applications.transitions import deciding, telling
from audit.models import Entry
from core.errors import Conflict, DomainError
from mail import outbox
from mail.models import OutgoingMail
from tests.decisions import letter_of, reject, undo
from tests.factories import ApplicationFactory, ReasonFactory, mark_sent

pytestmark = pytest.mark.django_db
HOW = "by telephone"


@pytest.fixture
def application(recruiter: User) -> Application:
    """Rejected, and somebody cancelled the letter."""
    made = reject(ApplicationFactory(), reason=ReasonFactory(), by=recruiter, version=1)
    outbox.cancel(dedupe_key=letter_of(made).dedupe_key, by=recruiter, why="I call them.")
    return made


def as_it_is(application: Application) -> dict[str, Any]:
    row = Application.objects.filter(pk=application.pk).values().get()
    mails = OutgoingMail.objects.order_by("id").values("state", "error", "not_before")
    return {
        **row,
        "decisions": list(application.decisions.values()),
        "entries": Entry.objects.count(),
        "mails": list(mails),
    }


def tell(application: Application, by: User, *, how: str = HOW, version: int = 2) -> Application:
    return telling.tell_another_way(application, how=how, by=by, version=version)


def is_told(application: Application) -> bool:
    return Decision.objects.told().filter(application=application).exists()


def in_state(state: str) -> None:
    now = timezone.now()
    fields: dict[str, Any] = {
        "queued": {"not_before": now, "ended_at": None},
        "held": {"state": "queued", "not_before": None, "ended_at": None},
        "retry": {"not_before": now, "ended_at": None},
        "sending": {
            "lease_until": now,
            "claim_token": "6f2c2f0e-8ad1-4a4e-9f0a-0e3a4a6c6d8b",
            "ended_at": None,
        },
        "sent": {"dot_at": now, "sent_at": now},
        "failed": {"error": "mailbox full"},
        "uncertain": {"dot_at": now, "ended_at": None},
        "cancelled": {},
    }[state]
    OutgoingMail.objects.update(**{"state": state, **fields})


def test_it_is_written_down_with_who_when_and_how(application: Application, recruiter: User) -> None:
    tell(application, recruiter, how="  by\ntelephone ")

    application.refresh_from_db()
    decision = application.decision
    assert decision
    assert decision.told_at
    assert (decision.told_by, decision.told_how) == (recruiter, HOW)
    assert abs((timezone.now() - decision.told_at).total_seconds()) < 60
    assert (application.outcome, application.version) == ("rejected", 2)
    entry = Entry.objects.get(action="application.told")
    assert (entry.actor, entry.object_id) == (f"user:{recruiter.pk}", str(application.pk))
    assert HOW not in str(entry.data)
    assert OutgoingMail.objects.get().state == "cancelled"


def test_told_twice_is_told_once(application: Application, recruiter: User, admin: User) -> None:
    tell(application, recruiter)
    before = as_it_is(application)

    tell(application, recruiter)
    with pytest.raises(DomainError, match=r"told already: by telephone\. Rita Recruiter wrote"):
        tell(application, admin)

    assert as_it_is(application) == before


@pytest.mark.parametrize(
    ("state", "refusal", "after"),
    [
        ("queued", "still waits in the outbox", "queued"),
        ("held", "still waits in the outbox", "queued"),
        ("retry", "still waits in the outbox", "retry"),
        ("sending", "The letter has gone", "sending"),
        ("sent", "The letter has gone", "sent"),
        ("failed", "", "cancelled"),
        ("uncertain", "", "uncertain"),
        ("cancelled", "", "cancelled"),
    ],
)
def test_each_state_of_the_letter(
    application: Application, recruiter: User, state: str, refusal: str, after: str
) -> None:
    in_state(state)
    before = as_it_is(application)

    if refusal:
        with pytest.raises(DomainError, match=refusal):
            tell(application, recruiter)
        assert as_it_is(application) == before
    else:
        tell(application, recruiter)
        assert is_told(application)
    assert OutgoingMail.objects.get().state == after


@pytest.mark.parametrize("how", ["", "  \n "])
def test_it_says_how(application: Application, recruiter: User, how: str) -> None:
    with pytest.raises(DomainError, match="Say how"):
        tell(application, recruiter, how=how)


def test_who_is_not_rejected_has_nothing_to_be_told(recruiter: User) -> None:
    for application in (ApplicationFactory(), deciding.withdraw(ApplicationFactory())):
        version = application.version
        with pytest.raises(DomainError, match="No decision of ours stands"):
            tell(application, recruiter, version=version)
        with pytest.raises(DomainError, match="No decision of ours stands"):
            telling.write_letter_again(application, by=recruiter, version=version)


def test_a_decision_taken_meanwhile_wins(application: Application, recruiter: User, admin: User) -> None:
    """A page that shows the first decision neither tells nor writes for the second."""
    undo(application, by=admin)
    reject(application, reason=ReasonFactory(), by=admin, version=3)
    before = as_it_is(application)

    with pytest.raises(Conflict, match="Ada Admin rejected it"):
        tell(application, recruiter)
    with pytest.raises(Conflict, match="Ada Admin rejected it"):
        telling.write_letter_again(application, by=recruiter, version=2)

    assert as_it_is(application) == before


def test_what_somebody_knows_is_neither_undone_nor_withdrawn(
    application: Application, recruiter: User
) -> None:
    """Rule 3: undo until they hear of it; after that it refuses and says so."""
    tell(application, recruiter)
    before = as_it_is(application)

    with pytest.raises(DomainError, match="has been told already"):
        undo(application, by=recruiter)
    with pytest.raises(DomainError, match="has been told already"):
        telling.write_letter_again(application, by=recruiter, version=2)
    with pytest.raises(DomainError, match="has been answered"):
        deciding.withdraw(application)

    assert as_it_is(application) == before


@pytest.mark.parametrize("letters_wait", [False, True])
def test_the_letter_is_written_again_on_its_own_row(
    application: Application, recruiter: User, letters_wait: bool
) -> None:
    """R4, R16: one decision has one letter; it waits as the first time and can be undone as then."""
    first = OutgoingMail.objects.get()
    application.posting.letters_wait = letters_wait
    application.posting.save()
    Application.objects.filter(pk=application.pk).update(name="Corrected Name")
    OutgoingMail.objects.update(text="", html="", smtp_code=550)

    for _ in range(2):
        telling.write_letter_again(application, by=recruiter, version=2)

    mail = OutgoingMail.objects.get()
    assert (mail.pk, mail.message_id, mail.headers) == (first.pk, first.message_id, first.headers)
    assert (mail.state, mail.error, mail.smtp_code, mail.ended_at) == ("queued", "", None, None)
    assert "Dear Corrected Name" in mail.text
    assert "Dear Corrected Name" in mail.html
    assert mail.is_held is letters_wait
    if mail.not_before:
        assert abs((mail.not_before - timezone.now()).total_seconds() - 600) < 60
    assert Entry.objects.filter(action="mail.written_again").count() == 1
    undo(application, by=recruiter)
    assert OutgoingMail.objects.get().state == "cancelled"


@pytest.mark.parametrize("state", ["sent", "failed", "uncertain"])
def test_only_a_cancelled_letter_is_written_again(
    application: Application, recruiter: User, state: str
) -> None:
    in_state(state)
    before = as_it_is(application)

    with pytest.raises(DomainError, match="was cancelled"):
        telling.write_letter_again(application, by=recruiter, version=2)

    assert as_it_is(application) == before


def test_without_a_letter_there_is_none_to_write_again(recruiter: User) -> None:
    application = ApplicationFactory(outcome="rejected")

    with pytest.raises(DomainError, match="was cancelled"):
        telling.write_letter_again(application, by=recruiter, version=1)
    tell(application, recruiter, version=1)
    assert is_told(application)


def test_who_is_untold_and_who_is_unanswered(application: Application, recruiter: User) -> None:
    """Nobody is forgotten: a letter that waits tells them, a cancelled one does not."""
    live, left = ApplicationFactory(), deciding.withdraw(ApplicationFactory())
    waits, told = (
        reject(ApplicationFactory(), reason=ReasonFactory(), by=recruiter, version=1) for _ in range(2)
    )
    mark_sent(OutgoingMail.objects.about(told))

    assert set(Application.objects.untold()) == {application}
    assert set(Application.objects.unanswered()) == {application, live, waits}
    assert not status.is_over(application)
    tell(application, recruiter)
    application.refresh_from_db()
    assert not Application.objects.untold().exists()
    assert set(Application.objects.unanswered()) == {live, waits}
    assert status.is_over(application)
    assert "told you about it" in status.in_words(application)
    assert left not in Application.objects.unanswered()


def test_an_earlier_letter_tells_nothing(application: Application, recruiter: User) -> None:
    """Each decision has its own letter: the cancelled one of the first does not speak for the second."""
    undo(application, by=recruiter)
    reject(application, reason=ReasonFactory(), by=recruiter, version=3)

    assert not Application.objects.untold().exists()
    mark_sent(OutgoingMail.objects.filter(pk=letter_of(application).pk))
    assert not Application.objects.unanswered().exists()
