"""The one door: what each verb does, refuses, and leaves as it was."""

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
from mail.models import OutgoingMail
from postings.models import Stage
from tests.decisions import reject, undo
from tests.factories import ApplicationFactory, DecisionFactory, PostingFactory, ReasonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Application:
    return ApplicationFactory()


def stage(application: Application, kind: str) -> Stage:
    return application.posting.stages.get(kind=kind)


def as_it_is(application: Application) -> dict[str, Any]:
    row = Application.objects.filter(pk=application.pk).values().get()
    mails = OutgoingMail.objects.order_by("id").values("dedupe_key", "state")
    return {
        **row,
        "decisions": list(application.decisions.values()),
        "transitions": application.transitions.count(),
        "entries": Entry.objects.count(),
        "mails": list(mails),
    }


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


def gone(state: str) -> None:
    now = timezone.now()
    times: dict[str, Any] = {
        "sending": {"lease_until": now, "claim_token": "6f2c2f0e-8ad1-4a4e-9f0a-0e3a4a6c6d8b"},
        "sent": {"dot_at": now, "sent_at": now, "ended_at": now},
        "uncertain": {"dot_at": now},
    }
    OutgoingMail.objects.update(state=state, **times[state])


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
