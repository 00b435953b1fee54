"""What an application waits for, by stage, proposal, decision and letter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.models import Application, Decision
from mail.models import State
from screening.next_steps import in_words
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def said(
    application: Application, *, is_proposed: bool = False, letter: str = "", is_held: bool = False
) -> str:
    row = Application.objects.with_decision().get(pk=application.pk)
    return in_words(row, is_proposed=is_proposed, letter=letter, is_held=is_held)


@pytest.mark.parametrize(
    ("kind", "is_proposed", "words"),
    [
        ("received", False, "waits for a first reading, 12 days"),
        ("screening", False, "waits for the next step, 12 days"),
        ("offer", False, "waits for the next step, 12 days"),
        ("received", True, "waits for a decision on the proposal, 12 days"),
        ("interview", True, "waits for a decision on the proposal, 12 days"),
    ],
)
def test_a_live_one(kind: str, is_proposed: bool, words: str) -> None:
    application = ApplicationFactory(stage_since=timezone.now() - timedelta(days=12, minutes=1))
    application.stage = application.posting.stages.get(kind=kind)
    application.save(update_fields=["stage"])

    assert said(application, is_proposed=is_proposed) == words


@pytest.mark.parametrize(
    ("letter", "is_held", "words"),
    [
        (State.QUEUED, True, "waits for its letter to be released, today"),
        (State.QUEUED, False, "waits for its letter to leave, today"),
        (State.RETRY, False, "waits for its letter to leave, today"),
        (State.SENDING, False, "waits for its letter to leave, today"),
        (State.FAILED, False, "waits for a look at its letter, today"),
        (State.UNCERTAIN, False, "waits for a look at its letter, today"),
        (State.CANCELLED, False, "waits for somebody to tell them, today"),
        ("", False, "waits for somebody to tell them, today"),
    ],
)
def test_a_decided_one_that_was_not_told(letter: str, is_held: bool, words: str) -> None:
    application = ApplicationFactory(outcome="rejected")
    application.decisions.update(at=timezone.now())

    assert said(application, letter=letter, is_held=is_held) == words


def test_one_that_was_told_waits_for_nothing() -> None:
    application = ApplicationFactory(outcome="rejected")
    Decision.objects.update(told_at=timezone.now(), at=timezone.now() - timedelta(days=3, minutes=1))

    assert said(application, letter=State.SENT) == "decided 3 days ago"
