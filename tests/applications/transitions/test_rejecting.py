"""A rejection and its undo: what is written, when its letter goes, and what is too late."""

from datetime import timedelta

import pytest

from accounts.models import User
from applications.models import Application
from applications.transitions import moving
from core.errors import DomainError
from mail.models import OutgoingMail
from tests.applications.transitions.as_it_was import as_it_is, gone, stage
from tests.decisions import reject, undo
from tests.factories import ApplicationFactory, ReasonFactory

pytestmark = pytest.mark.django_db


def test_a_rejection_is_due_ten_minutes_later(application: Application, recruiter: User) -> None:
    """R16: ten minutes by the database's clock."""
    reason = ReasonFactory()

    reject(application, reason=reason, by=recruiter, version=1, comment=" Too far away ")

    application.refresh_from_db()
    assert application.outcome == "rejected"
    decision = application.decisions.get()
    assert (decision.kind, decision.reason, decision.comment) == ("rejected", reason, "Too far away")
    assert (decision.by, decision.undone_at, decision.told_at) == (recruiter, None, None)
    mail = OutgoingMail.objects.get()
    assert decision.letter == mail
    assert (mail.to, mail.to_user) == (application.email, None)
    assert (mail.about_kind, mail.about_id) == ("application", application.pk)
    assert (mail.scope_kind, mail.scope_id) == ("posting", application.posting_id)
    assert mail.not_before
    assert abs(mail.not_before - decision.at - timedelta(minutes=10)) < timedelta(seconds=1)
    transition = application.transitions.get()
    assert (transition.to_outcome, transition.decision) == ("rejected", decision)


def test_where_letters_wait_a_rejection_is_born_held(recruiter: User) -> None:
    application = ApplicationFactory(posting__letters_wait=True)

    reject(application, reason=ReasonFactory(), by=recruiter, version=1)

    assert OutgoingMail.objects.get().is_held


def test_the_reason_and_the_comment_stay_out_of_the_letter(application: Application, recruiter: User) -> None:
    """P14: the mail carries no assessment."""
    reason = ReasonFactory(text="Lacks the depth")

    reject(application, reason=reason, by=recruiter, version=1, comment="never again")

    mail = OutgoingMail.objects.get()
    assert application.name in mail.text
    for words in ("Lacks the depth", "never again"):
        assert words not in mail.text + mail.html + mail.subject


def test_a_rejection_done_twice_is_one(application: Application, recruiter: User) -> None:
    reason = ReasonFactory()
    reject(application, reason=reason, by=recruiter, version=1)
    before = as_it_is(application)

    reject(application, reason=reason, by=recruiter, version=1)

    assert as_it_is(application) == before


def test_a_reason_out_of_use_is_refused(application: Application, recruiter: User) -> None:
    before = as_it_is(application)

    with pytest.raises(DomainError, match="not used any more"):
        reject(application, reason=ReasonFactory(is_used=False), by=recruiter, version=1)

    assert as_it_is(application) == before


def test_an_undo_restores_the_stage_and_cancels_the_letter(application: Application, recruiter: User) -> None:
    """R13, R16: undone before it is sent, nobody ever hears of it."""
    moving.move(application, to=stage(application, "interview"), by=recruiter, version=1)
    reject(application, reason=ReasonFactory(), by=recruiter, version=2)

    undo(application, by=recruiter)

    application.refresh_from_db()
    assert application.is_live
    assert (application.stage.kind, application.decision, application.version) == ("interview", None, 4)
    decision = application.decisions.get()
    assert (decision.undone_by, decision.told_at) == (recruiter, None)
    newest, made = application.transitions.all()[:2]
    assert (newest.undoes, newest.decision, made.decision) == (made, decision, decision)
    assert OutgoingMail.objects.get().state == "cancelled"


def test_an_undo_done_twice_is_done_once(application: Application, recruiter: User) -> None:
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    undo(application, by=recruiter)
    before = as_it_is(application)

    undo(application, by=recruiter)

    assert as_it_is(application) == before


def test_a_rejection_after_an_undo_has_its_own_letter(application: Application, recruiter: User) -> None:
    """R4: each decision has one of its own."""
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    undo(application, by=recruiter)

    reject(application, reason=ReasonFactory(), by=recruiter, version=3)

    second, first = application.decisions.all()
    assert (first.letter.state, second.letter.state) == ("cancelled", "queued")
    assert (first.undone_at is None, second.undone_at) == (False, None)


@pytest.mark.parametrize("state", ["sending", "sent", "uncertain"])
def test_an_undo_after_the_letter_has_gone_says_so(
    application: Application, recruiter: User, state: str
) -> None:
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    gone(state)
    before = as_it_is(application)

    with pytest.raises(DomainError, match="The letter has gone"):
        undo(application, by=recruiter)

    assert as_it_is(application) == before
