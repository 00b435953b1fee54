"""From a rejection to the letter at the relay, or to no letter at all."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F, Value
from django.utils import timezone

from accounts.models import User
from applications.models import Application, Decision
from core.errors import DomainError
from interviews.following import call_off_told
from mail import draining, outbox
from mail.models import OutgoingMail
from tests.conftest import make_user
from tests.decisions import reject, undo
from tests.factories import ApplicationFactory, DecisionFactory, ReasonFactory
from tests.interviews.plans import at, booked
from tests.mail.sink import Fault, Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with Sink() as running:
        settings.EMAIL_URL = running.url
        yield running


@pytest.fixture
def application(recruiter: User) -> Application:
    """Rejected just now."""
    made = ApplicationFactory(name="Amina Example")
    reject(made, reason=ReasonFactory(), by=recruiter, version=1)
    return made


def let_pass(**time: float) -> None:
    """Time goes by: what is due comes closer. The database's clock is not faked."""
    OutgoingMail.objects.update(not_before=F("not_before") - Value(timedelta(**time)))


def letter() -> OutgoingMail:
    return OutgoingMail.objects.get(kind="rejection")


def test_it_leaves_by_itself_after_ten_minutes_and_once(application: Application, sink: Sink) -> None:
    draining.drain()
    assert sink.accepted == []

    let_pass(minutes=10)
    draining.drain()
    draining.drain()

    (taken,) = sink.accepted
    assert taken.receivers == (application.email,)
    assert "Amina Example" in taken.text()
    assert letter().state == "sent"


def test_undone_at_9_59_nobody_hears_of_it(application: Application, recruiter: User, sink: Sink) -> None:
    """R16: one second before it would have gone."""
    let_pass(minutes=9, seconds=59)

    undo(application, by=recruiter)
    let_pass(minutes=10)
    draining.drain()

    assert sink.accepted == []
    assert letter().state == "cancelled"


def test_undone_when_due_but_not_claimed(application: Application, recruiter: User, sink: Sink) -> None:
    """R13: between insert and claim."""
    let_pass(minutes=11)

    undo(application, by=recruiter)
    draining.drain()

    assert sink.accepted == []


@pytest.mark.parametrize("anew", [False, True], ids=["not rejected", "decided anew"])
def test_the_reason_is_read_again_before_it_goes(application: Application, sink: Sink, anew: bool) -> None:
    """R13: even if nobody cancelled the letter, the sender finds that its reason is gone."""
    Decision.objects.update(undone_at=timezone.now())
    Application.objects.update(outcome="rejected" if anew else "")
    if anew:
        DecisionFactory(application=application)
    let_pass(minutes=11)

    draining.drain()

    assert sink.accepted == []
    assert (letter().state, letter().error) == ("cancelled", "That decision does not stand any more.")
    assert not Decision.objects.filter(told_at__isnull=False).exists()


def test_what_was_sent_is_told_with_the_mark(application: Application, sink: Sink) -> None:
    """One fact in one column: the letter's sending writes it, to the instant."""
    assert not Decision.objects.told().exists()
    let_pass(minutes=11)

    draining.drain()

    told = Decision.objects.told().get()
    assert (told.told_at, told.told_by, told.told_how) == (letter().sent_at, None, "")


def test_held_it_waits_for_a_person(application: Application, recruiter: User, sink: Sink) -> None:
    outbox.hold(letter(), by=recruiter)
    let_pass(days=9)
    draining.drain()
    assert sink.accepted == []

    outbox.release(letter(), by=recruiter)
    draining.drain()

    assert len(sink.accepted) == 1


def test_a_lost_answer_is_never_sent_again_by_itself(application: Application, sink: Sink) -> None:
    """R6: a rejection whose end is not known waits for a person, and is not undone behind their back."""
    sink.script(application.email, Fault("after_dot", reset=True, accepted=True))
    let_pass(minutes=11)

    draining.drain()
    draining.sweep()

    assert len(sink.accepted) == 1
    assert letter().state == "uncertain"
    with pytest.raises(DomainError, match="The letter has gone"):
        undo(application, by="system")


def test_an_interview_is_called_off_with_the_letter_and_kept_by_an_undo(
    application: Application, recruiter: User, sink: Sink
) -> None:
    """What else follows from a decision waits with its letter, goes with it, and is undone with it."""
    undo(application, by=recruiter)
    interview = booked(application, recruiter, make_user("interviewer", "Ib Panel"), starts_at=at(9, 10))
    row = Application.objects.get(pk=application.pk)
    reject(row, reason=ReasonFactory(), by=recruiter, version=row.version)

    assert call_off_told() == 0
    let_pass(minutes=11)
    draining.drain()
    assert call_off_told() == 1

    interview.refresh_from_db()
    assert not interview.is_live
