"""Hired, reserve, declined, rejected: what each does, what it may follow, and how it is taken back."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from applications import status
from applications.models import Application, Decision
from applications.outcomes import OURS, TERMS, Outcome, possible
from applications.transitions import deciding, telling
from audit.models import Entry
from core.errors import DomainError
from interviews.following import call_off_told
from interviews.models import Interview
from mail.models import OutgoingMail
from tests.decisions import latest, letter_of
from tests.factories import ApplicationFactory, ReasonFactory, mark_sent
from tests.interviews.plans import booked

pytestmark = pytest.mark.django_db
HELD = [kind for kind in OURS if TERMS[kind].waits is None]
each_of_ours = pytest.mark.parametrize("kind", OURS)


@pytest.fixture
def application() -> Application:
    return ApplicationFactory(name="Amina Example")


def decide(application: Application, kind: Outcome, *, by: User, **more: Any) -> Application:
    row = Application.objects.get(pk=application.pk)
    reason = ReasonFactory() if TERMS[kind].takes_reason else None
    return deciding.decide(row, kind=kind, by=by, **{"version": row.version, "reason": reason, **more})


def tell(application: Application) -> None:
    mark_sent(OutgoingMail.objects.filter(pk=letter_of(application).pk))


def as_it_is(application: Application) -> dict[str, Any]:
    row = Application.objects.filter(pk=application.pk).values().get()
    mails = OutgoingMail.objects.order_by("id").values("dedupe_key", "state")
    return {
        **row,
        "decisions": list(application.decisions.order_by("pk").values()),
        "transitions": application.transitions.count(),
        "entries": Entry.objects.count(),
        "mails": list(mails),
    }


@each_of_ours
def test_each_kind_writes_row_decision_history_and_letter(
    application: Application, recruiter: User, kind: Outcome
) -> None:
    decide(application, kind, by=recruiter, comment=" We agreed ")

    application.refresh_from_db()
    decision = application.decision
    assert decision
    assert (application.outcome, decision.kind, decision.comment) == (kind, kind, "We agreed")
    assert (decision.by, decision.told_at) == (recruiter, None)
    assert decision.letter
    assert decision.letter.kind == TERMS[kind].letter
    assert "Dear Amina Example" in decision.letter.text
    assert "We agreed" not in decision.letter.text
    move = application.transitions.get()
    assert (move.decision, move.to_outcome) == (decision, kind)
    assert move.sentence.startswith("Rita Recruiter ")
    assert Entry.objects.get(action=f"application.{kind}").data["decision"] == decision.pk


@pytest.mark.parametrize("kind", HELD)
def test_its_letter_is_born_held(application: Application, recruiter: User, kind: Outcome) -> None:
    """A person releases good news and sad news alike; only a rejection leaves by itself."""
    decide(application, kind, by=recruiter)

    assert letter_of(application).is_held


def test_only_a_rejection_leaves_by_itself() -> None:
    assert set(OURS) - set(HELD) == {Outcome.REJECTED}


@each_of_ours
def test_nobody_knows_before_they_are_told(application: Application, recruiter: User, kind: Outcome) -> None:
    """Decision is not telling: their page says what it said before, until the letter has gone."""
    before = status.in_words(application)

    decided = decide(application, kind, by=recruiter)
    assert (status.is_over(decided), status.in_words(decided)) == (False, before)

    tell(application)
    assert status.is_over(decided)
    assert status.in_words(decided) == str(TERMS[kind].known).format(
        day=f"{timezone.localtime():%A} {timezone.localtime().day} {timezone.localtime():%B %Y}"
    )


@each_of_ours
def test_undone_until_they_are_told(application: Application, recruiter: User, kind: Outcome) -> None:
    decide(application, kind, by=recruiter)

    row = deciding.undo(latest(application), by=recruiter)

    assert (row.outcome, row.decision) == ("", None)
    assert letter_of(application).state == "cancelled"
    assert row.transitions.latest("version").sentence == str(TERMS[kind].undone).format(who="Rita Recruiter")


@each_of_ours
def test_what_they_know_is_not_undone(application: Application, recruiter: User, kind: Outcome) -> None:
    decide(application, kind, by=recruiter)
    tell(application)
    before = as_it_is(application)

    with pytest.raises(DomainError, match="The letter has gone"):
        deciding.undo(latest(application), by=recruiter)

    assert as_it_is(application) == before


@each_of_ours
def test_done_twice_is_done_once(application: Application, recruiter: User, kind: Outcome) -> None:
    reason = ReasonFactory() if TERMS[kind].takes_reason else None
    decide(application, kind, by=recruiter, reason=reason)
    before = as_it_is(application)

    decide(application, kind, by=recruiter, reason=reason, version=1)

    assert as_it_is(application) == before


FOLLOWING = {
    ("reserve", "hired"), ("reserve", "declined"), ("reserve", "rejected"), ("hired", "declined"),
}  # fmt: skip


@pytest.mark.parametrize("is_told", [False, True])
@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize("before", OURS)
def test_what_may_follow_what(
    application: Application, recruiter: User, before: Outcome, kind: Outcome, is_told: bool
) -> None:
    """The reserve list is there to be hired from, and who is hired may still decline; told of it or not."""
    decide(application, before, by=recruiter)
    if is_told:
        tell(application)
    first, was = latest(application), as_it_is(application)

    if before != kind and (before, kind) not in FOLLOWING:
        with pytest.raises(DomainError, match="Undo"):
            decide(application, kind, by=recruiter)
        assert as_it_is(application) == was
        assert kind not in possible(before)
        return
    if before == kind:
        return

    row = decide(application, kind, by=recruiter)

    first.refresh_from_db()
    second = row.decision
    assert second
    assert (row.outcome, second.replaces) == (kind, first)
    assert (first.undone_by, first.undone_at, first.is_told) == (recruiter, second.at, is_told)
    assert first.letter
    assert first.letter.state == ("sent" if is_told else "cancelled")
    assert kind in possible(before)


@pytest.mark.parametrize("is_told", [False, True])
def test_undone_it_is_what_it_was_before(application: Application, recruiter: User, is_told: bool) -> None:
    """Who stood on the reserve list, and knows, stands there again."""
    decide(application, Outcome.RESERVE, by=recruiter)
    if is_told:
        tell(application)
    first = latest(application)
    decide(application, Outcome.HIRED, by=recruiter)

    row = deciding.undo(latest(application), by=recruiter)

    assert (row.outcome, row.decision) == ("reserve", first)
    assert status.is_over(row) is is_told
    deciding.undo(application.decisions.get(kind="hired"), by=recruiter)  # twice is once
    assert Application.objects.get().outcome == "reserve"
    if is_told:
        decide(application, Outcome.HIRED, by=recruiter)  # and once more is a decision of its own
        assert Application.objects.get().outcome == "hired"
    else:
        assert set(Application.objects.untold()) == {application}


def test_a_letter_that_may_have_arrived_does_not_stop_them_from_declining(
    application: Application, recruiter: User
) -> None:
    """They called; whether our letter came or not is no matter. It is not sent again by anybody."""
    decide(application, Outcome.HIRED, by=recruiter)
    OutgoingMail.objects.update(state="uncertain", dot_at=timezone.now(), not_before=timezone.now())
    hired = latest(application)

    decide(application, Outcome.DECLINED, by=recruiter)

    assert Application.objects.get().outcome == "declined"
    tell_late = OutgoingMail.objects.filter(pk=hired.letter_id)
    mark_sent(tell_late)
    hired.refresh_from_db()
    assert hired.is_told
    assert not Decision.objects.told().exists()


@pytest.mark.parametrize("kind", [Outcome.HIRED, Outcome.RESERVE, Outcome.DECLINED])
def test_a_withdrawal_overtakes_what_nobody_was_told_of(
    application: Application, recruiter: User, kind: Outcome
) -> None:
    decide(application, kind, by=recruiter)

    row = deciding.withdraw(application)

    assert row.outcome == "withdrawn"
    assert letter_of(application).state == "cancelled"


@each_of_ours
def test_who_was_told_cannot_withdraw(application: Application, recruiter: User, kind: Outcome) -> None:
    decide(application, kind, by=recruiter)
    tell(application)

    with pytest.raises(DomainError, match="has been answered"):
        deciding.withdraw(application)


def test_a_reason_is_asked_for_where_one_is_taken(application: Application, recruiter: User) -> None:
    with pytest.raises(DomainError, match="Choose a reason"):
        decide(application, Outcome.REJECTED, by=recruiter, reason=None)


@each_of_ours
def test_told_another_way(application: Application, recruiter: User, kind: Outcome) -> None:
    decided = decide(application, kind, by=recruiter)
    letter = letter_of(application)
    with pytest.raises(DomainError, match="still waits in the outbox"):
        telling.tell_another_way(decided, how="by telephone", by=recruiter, version=2)
    OutgoingMail.objects.filter(pk=letter.pk).update(
        state="failed", ended_at=timezone.now(), not_before=timezone.now()
    )

    telling.tell_another_way(decided, how="by telephone", by=recruiter, version=2)

    assert status.is_over(decided)
    letter.refresh_from_db()
    assert letter.state == "cancelled"


@each_of_ours
def test_what_they_know_takes_the_interview_along(
    application: Application, recruiter: User, manager: User, kind: Outcome
) -> None:
    booked(application, manager)
    decide(application, kind, by=recruiter)
    assert call_off_told() == 0

    tell(application)

    assert call_off_told() == 1
    assert not Interview.objects.get().is_live


def test_every_kind_has_its_words() -> None:
    """A row of the table lacks nothing that some page would say."""
    assert set(TERMS) == set(Outcome)
    for kind in OURS:
        terms = TERMS[kind]
        assert terms.undone
        assert terms.page
        assert terms.page.sends if terms.waits else terms.page.holds
