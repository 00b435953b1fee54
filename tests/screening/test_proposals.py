"""Notes, proposals, readers: what may be said about an application, and by whom it is decided."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding
from audit.models import Entry
from core.errors import DomainError
from mail.models import OutgoingMail
from screening import notes, proposals
from tests.decisions import reject
from tests.factories import ApplicationFactory, ReasonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Application:
    return ApplicationFactory()


def test_a_note_is_kept_and_on_record(application: Application, interviewer: User) -> None:
    written = notes.note(application, body="  Asks good questions.\n", by=interviewer)

    assert (written.body, written.author) == ("Asks good questions.", interviewer)
    entry = Entry.objects.get(action="application.noted")
    assert "good questions" not in str(entry.data)


def test_an_empty_note_is_refused(application: Application, interviewer: User) -> None:
    with pytest.raises(DomainError, match="empty note"):
        notes.note(application, body=" \n ", by=interviewer)

    assert not application.notes.exists()


def test_a_proposal_changes_nothing_and_tells_nobody(application: Application, manager: User) -> None:
    proposals.propose(application, reason=ReasonFactory(), by=manager, comment="Too new to it")

    application.refresh_from_db()
    assert (application.outcome, application.version) == ("", 1)
    assert not OutgoingMail.objects.exists()


def test_a_proposal_made_twice_is_one(application: Application, manager: User) -> None:
    first = proposals.propose(application, reason=ReasonFactory(), by=manager)

    assert proposals.propose(application, reason=ReasonFactory(), by=manager) == first


def test_a_second_persons_proposal_is_told_of_the_first(
    application: Application, manager: User, outsider: User
) -> None:
    proposals.propose(application, reason=ReasonFactory(), by=manager)

    with pytest.raises(DomainError, match="Mads Manager has proposed"):
        proposals.propose(application, reason=ReasonFactory(), by=outsider)


def test_what_has_an_outcome_needs_no_proposal(application: Application, manager: User) -> None:
    deciding.withdraw(application)

    with pytest.raises(DomainError, match="has an outcome"):
        proposals.propose(application, reason=ReasonFactory(), by=manager)


def test_a_rejection_settles_the_proposal(application: Application, manager: User, recruiter: User) -> None:
    proposal = proposals.propose(application, reason=ReasonFactory(), by=manager)

    reject(application, reason=proposal.reason, by=recruiter, version=1)

    proposal.refresh_from_db()
    assert proposal.settled_by == recruiter
    assert proposal.settled_at


def test_a_declined_proposal_leaves_the_application(
    application: Application, manager: User, recruiter: User
) -> None:
    proposal = proposals.propose(application, reason=ReasonFactory(), by=manager)

    proposals.decline(proposal, by=recruiter)
    proposals.decline(proposal, by=recruiter)

    application.refresh_from_db()
    assert application.is_live
    assert Entry.objects.filter(action="application.proposal_declined").count() == 1
    assert proposals.propose(application, reason=ReasonFactory(), by=manager) != proposal


def test_a_reader_sees_one_application_until_then(interviewer: User) -> None:
    application, other = ApplicationFactory(), ApplicationFactory()
    soon = timezone.now() + timedelta(hours=1)

    application.readers.create(user=interviewer, why="interview:1", until=soon)

    assert list(Application.objects.visible_to(interviewer)) == [application]
    assert other not in Application.objects.visible_to(interviewer)
    application.readers.update(until=timezone.now() - timedelta(seconds=1))
    assert not Application.objects.visible_to(interviewer).exists()
