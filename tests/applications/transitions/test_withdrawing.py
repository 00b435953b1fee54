"""A withdrawal: what it overtakes, and that nobody at the desk undoes it."""

import pytest

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding
from audit.models import Entry
from core.errors import DomainError
from mail.models import OutgoingMail
from tests.applications.transitions.as_it_was import as_it_is, gone
from tests.decisions import reject, undo
from tests.factories import ReasonFactory

pytestmark = pytest.mark.django_db


def test_a_withdrawal_is_not_undone(application: Application, recruiter: User) -> None:
    deciding.withdraw(application)
    before = as_it_is(application)

    with pytest.raises(DomainError, match="the applicant who withdrew"):
        deciding.undo(application.decisions.get(), by=recruiter)

    assert as_it_is(application) == before


def test_what_the_applicant_overtook_is_not_undone(application: Application, recruiter: User) -> None:
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    deciding.withdraw(application)
    before = as_it_is(application)

    with pytest.raises(DomainError, match="The applicant has withdrawn"):
        undo(application, by=recruiter)

    assert as_it_is(application) == before


def test_a_withdrawal_is_confirmed_by_mail(application: Application) -> None:
    deciding.withdraw(application)

    application.refresh_from_db()
    assert application.outcome == "withdrawn"
    assert application.transitions.get().by is None
    assert Entry.objects.get(action="application.withdrawn").actor == "applicant"
    assert OutgoingMail.objects.get().kind == "withdrawn"


def test_a_withdrawal_done_twice_is_done_once(application: Application) -> None:
    deciding.withdraw(application)
    before = as_it_is(application)

    deciding.withdraw(application)

    assert as_it_is(application) == before


def test_a_withdrawal_overtakes_a_rejection_that_nobody_was_told_of(
    application: Application, recruiter: User
) -> None:
    """C10: one terminal state, and the refusal to withdraw never gives away a decision."""
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)

    deciding.withdraw(application)

    application.refresh_from_db()
    assert application.outcome == "withdrawn"
    withdrawal, rejection = application.decisions.all()
    assert (withdrawal.replaces, withdrawal.by, withdrawal.told_at) == (rejection, None, withdrawal.at)
    assert (rejection.undone_at, rejection.undone_by) == (withdrawal.at, None)
    states = dict(OutgoingMail.objects.values_list("kind", "state"))
    assert states == {"rejection": "cancelled", "withdrawn": "queued"}


def test_who_was_told_of_a_rejection_cannot_withdraw(application: Application, recruiter: User) -> None:
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    gone("sent")
    before = as_it_is(application)

    with pytest.raises(DomainError, match="has been answered"):
        deciding.withdraw(application)

    assert as_it_is(application) == before
