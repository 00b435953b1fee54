"""The one door: a move, the states in which each verb is done, and that a failure leaves nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import signals
from applications.models import Application, Decision, Transition
from applications.transitions import deciding, door, moving
from audit.models import Entry
from core.errors import Conflict, DomainError
from mail import outbox
from tests.applications.transitions.as_it_was import as_it_is, stage
from tests.decisions import reject, undo
from tests.factories import DecisionFactory, PostingFactory, ReasonFactory

pytestmark = pytest.mark.django_db


def test_a_move_writes_row_transition_and_audit(application: Application, recruiter: User) -> None:
    to = stage(application, "interview")

    moved_row = moving.move(application, to=to, by=recruiter, version=1)

    application.refresh_from_db()
    assert application.stage == to
    assert application.version == moved_row.version == 2
    assert timezone.now() - application.stage_since < timedelta(minutes=1)
    transition = application.transitions.get()
    assert (transition.by, transition.from_stage.kind, transition.to_stage) == (recruiter, "received", to)
    assert transition.version == 2
    entry = Entry.objects.get()
    assert (entry.action, entry.actor) == ("application.moved", f"user:{recruiter.pk}")
    assert entry.object_id == str(application.pk)


def test_a_move_goes_back_too(application: Application, recruiter: User) -> None:
    moving.move(application, to=stage(application, "offer"), by=recruiter, version=1)

    moving.move(application, to=stage(application, "screening"), by=recruiter, version=2)

    application.refresh_from_db()
    assert application.stage.kind == "screening"


def test_a_move_done_twice_is_done_once(application: Application, recruiter: User) -> None:
    to = stage(application, "screening")
    moving.move(application, to=to, by=recruiter, version=1)
    before = as_it_is(application)

    moving.move(application, to=to, by=recruiter, version=1)
    moving.move(application, to=to, by=recruiter, version=2)

    assert as_it_is(application) == before


def test_the_second_of_two_is_told_who_and_when(
    application: Application, recruiter: User, admin: User
) -> None:
    """C5: the loser of two recruiters learns who moved it, where to and when, and nothing changes."""
    moving.move(application, to=stage(application, "interview"), by=recruiter, version=1)
    before = as_it_is(application)

    with pytest.raises(Conflict) as refusal:
        moving.move(application, to=stage(application, "screening"), by=admin, version=1)

    said = refusal.value.sentence
    assert "Rita Recruiter moved it to Interview" in said
    assert f"{timezone.now():%Y}" in said
    assert "(Copenhagen)" in said
    assert as_it_is(application) == before


def test_two_who_move_it_to_the_same_stage_are_told_too(
    application: Application, recruiter: User, admin: User
) -> None:
    to = stage(application, "interview")
    moving.move(application, to=to, by=recruiter, version=1)

    with pytest.raises(Conflict):
        moving.move(application, to=to, by=admin, version=1)


def test_a_stage_of_another_posting_is_refused(application: Application, recruiter: User) -> None:
    """S24: an id in a body is checked like one in an address."""
    foreign = PostingFactory().stages.get(kind="interview")
    before = as_it_is(application)

    with pytest.raises(DomainError, match="another posting"):
        moving.move(application, to=foreign, by=recruiter, version=1)

    assert as_it_is(application) == before


def verbs(application: Application, by: User) -> dict[str, Any]:
    row = Application.objects.get(pk=application.pk)
    to, version = stage(row, "offer"), row.version
    return {
        "move": lambda: moving.move(row, to=to, by=by, version=version),
        "reject": lambda: reject(row, reason=ReasonFactory(), by=by, version=version),
        "undo": lambda: undo(row, by=by),
        "withdraw": lambda: deciding.withdraw(row),
    }


@pytest.mark.parametrize(
    "outcome, verb, is_done",
    [
        ("", "move", True),
        ("", "reject", True),
        ("", "withdraw", True),
        ("rejected", "move", False),
        ("rejected", "reject", False),
        ("rejected", "undo", True),
        ("rejected", "withdraw", True),
        ("withdrawn", "move", False),
        ("withdrawn", "reject", False),
        ("withdrawn", "withdraw", True),
        ("hired", "move", False),
        ("hired", "reject", False),
        ("hired", "undo", False),
        ("hired", "withdraw", False),
    ],
)
def test_states_and_verbs(
    application: Application, recruiter: User, outcome: str, verb: str, is_done: bool
) -> None:
    """c5: every refused move leaves the row, its history, the audit log and the outbox as they were."""
    if outcome == "rejected":
        reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    elif outcome == "withdrawn":
        deciding.withdraw(application)
    elif outcome:
        with transaction.atomic():
            Application.objects.filter(pk=application.pk).update(outcome=outcome)
            DecisionFactory(application=application, kind=outcome, told_at=timezone.now())
    before = as_it_is(application)

    if is_done:
        verbs(application, recruiter)[verb]()
    else:
        with pytest.raises(DomainError):
            verbs(application, recruiter)[verb]()
        assert as_it_is(application) == before


class Broken(Exception):
    pass


@pytest.mark.parametrize("signal", [signals.moving, signals.moved], ids=["moving", "moved"])
@pytest.mark.parametrize("verb", ["move", "reject", "undo", "withdraw"])
def test_a_failing_receiver_rolls_everything_back(
    application: Application, recruiter: User, signal: Any, verb: str
) -> None:
    """R1: state and outbox row stand together or not at all."""
    if verb == "undo":
        reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    before = as_it_is(application)

    def refuse(**kwargs: Any) -> None:
        raise Broken

    signal.connect(refuse, weak=False)
    try:
        with pytest.raises(Broken):
            verbs(application, recruiter)[verb]()
    finally:
        signal.disconnect(refuse)

    assert as_it_is(application) == before


@pytest.mark.parametrize(
    "step", ["log.record", "outbox.queue", "Transition.save", "Application.save", "Decision.save"]
)
def test_a_crash_at_any_step_leaves_nothing(
    application: Application, recruiter: User, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R1: raised just after each write of a rejection, no row and no mail stay."""
    owner, name = step.split(".")
    thing = {
        "log": door.log,
        "outbox": outbox,
        "Transition": Transition,
        "Application": Application,
        "Decision": Decision,
    }
    real = getattr(thing[owner], name)

    def then_break(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise Broken

    before = as_it_is(application)
    monkeypatch.setattr(thing[owner], name, then_break)

    with pytest.raises(Broken):
        reject(application, reason=ReasonFactory(), by=recruiter, version=1)

    assert as_it_is(application) == before


def test_a_callers_rollback_takes_the_mail_with_it(application: Application, recruiter: User) -> None:
    """R1: a verb inside a transaction that fails later leaves nothing."""
    before = as_it_is(application)

    with pytest.raises(Broken), transaction.atomic():
        reject(application, reason=ReasonFactory(), by=recruiter, version=1)
        raise Broken

    assert as_it_is(application) == before
