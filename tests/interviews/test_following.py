"""A rejection takes its interviews along only when they have been told; a withdrawal at once."""

import pytest

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding, telling
from interviews.following import call_off_told
from interviews.models import Interview
from mail import outbox
from mail.models import OutgoingMail
from tests import decisions
from tests.decisions import letter_of, undo
from tests.factories import ApplicationFactory, ReasonFactory, mark_sent
from tests.interviews.plans import booked

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(manager: User) -> Application:
    application = ApplicationFactory()
    booked(application, manager)
    return application


def rejected_by(user: User, application: Application) -> Application:
    return decisions.reject(application, reason=ReasonFactory(), by=user, version=application.version)


def test_a_rejection_waits_for_its_letter(application: Application, recruiter: User) -> None:
    rejected = rejected_by(recruiter, application)
    assert call_off_told() == 0
    assert Interview.objects.get().is_live

    mark_sent(OutgoingMail.objects.filter(pk=letter_of(rejected).pk))

    assert call_off_told() == 1
    assert not Interview.objects.get().is_live
    assert call_off_told() == 0


def test_told_another_way_takes_them_along_too(application: Application, recruiter: User) -> None:
    rejected = rejected_by(recruiter, application)
    outbox.cancel(dedupe_key=letter_of(rejected).dedupe_key, by=recruiter, why="I call them.")
    assert call_off_told() == 0

    telling.tell_another_way(rejected, how="by telephone", by=recruiter, version=rejected.version)

    assert call_off_told() == 1
    assert not Interview.objects.get().is_live


def test_an_undone_rejection_leaves_the_interview_alone(application: Application, recruiter: User) -> None:
    rejected = rejected_by(recruiter, application)
    undo(rejected, by=recruiter)

    assert call_off_told() == 0
    assert Interview.objects.get().is_live
    assert not OutgoingMail.objects.filter(dedupe_key__startswith="cancelled").exists()


def test_a_withdrawal_calls_the_interview_off_at_once(application: Application) -> None:
    deciding.withdraw(application)

    assert not Interview.objects.get().is_live
    assert OutgoingMail.objects.filter(dedupe_key__startswith="cancelled").count() == 2
