"""A rejection takes its interviews along only when they have been told; a withdrawal at once."""

import pytest
from django.db.models.functions import Now

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding, telling
from interviews.following import call_off_rejected
from interviews.models import Interview
from mail import outbox
from mail.models import OutgoingMail, State
from tests.factories import ApplicationFactory, ReasonFactory
from tests.interviews.plans import booked

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(manager: User) -> Application:
    application = ApplicationFactory()
    booked(application, manager)
    return application


def reject(application: Application, *, by: User) -> Application:
    return deciding.reject(application, reason=ReasonFactory(), by=by, version=application.version)


def send_the_letter(application: Application) -> None:
    """As the sender leaves the row."""
    mails = OutgoingMail.objects.filter(dedupe_key=telling.rejection_key(application))
    assert mails.update(state=State.SENT, dot_at=Now(), sent_at=Now(), ended_at=Now()) == 1


def test_a_rejection_waits_for_its_letter(application: Application, recruiter: User) -> None:
    rejected = reject(application, by=recruiter)
    assert call_off_rejected() == 0
    assert Interview.objects.get().is_live

    send_the_letter(rejected)

    assert call_off_rejected() == 1
    assert not Interview.objects.get().is_live
    assert call_off_rejected() == 0


def test_told_another_way_takes_them_along_too(application: Application, recruiter: User) -> None:
    rejected = reject(application, by=recruiter)
    outbox.cancel(dedupe_key=telling.rejection_key(rejected), by=recruiter, why="I call them.")
    assert call_off_rejected() == 0

    telling.tell_another_way(rejected, how="by telephone", by=recruiter, version=rejected.version)

    assert call_off_rejected() == 1
    assert not Interview.objects.get().is_live


def test_an_undone_rejection_leaves_the_interview_alone(application: Application, recruiter: User) -> None:
    rejected = reject(application, by=recruiter)
    deciding.undo_rejection(rejected, by=recruiter)

    assert call_off_rejected() == 0
    assert Interview.objects.get().is_live
    assert not OutgoingMail.objects.filter(dedupe_key__startswith="cancelled").exists()


def test_a_withdrawal_calls_the_interview_off_at_once(application: Application) -> None:
    deciding.withdraw(application)

    assert not Interview.objects.get().is_live
    assert OutgoingMail.objects.filter(dedupe_key__startswith="cancelled").count() == 2
