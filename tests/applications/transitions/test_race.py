"""Two recruiters and one application: real threads on the real database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models import Count

from accounts.models import User
from applications.models import Application, Decision, Transition
from applications.outcomes import OURS, TERMS
from applications.transitions import deciding, moving
from audit.models import Entry
from core.errors import Conflict, DomainError
from mail.models import OutgoingMail
from postings.models import Stage
from tests.conftest import make_user
from tests.decisions import reject
from tests.factories import PostingFactory, ReasonFactory, many_applications
from tests.races import race
from tests.without import without_constraint, without_locks, without_trigger, without_versions

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


@pytest.fixture
def people(db: None) -> list[User]:
    return [make_user("recruiter", f"Recruiter {number}") for number in range(THREADS)]


def applications(count: int) -> tuple[list[Application], list[Stage]]:
    posting = PostingFactory()
    made = many_applications(count, posting=posting)
    return made, list(posting.stages.exclude(kind="received"))


def winners(got: list[Any]) -> int:
    return sum(not isinstance(answer, Exception) for answer in got)


def told(got: list[list[Any]]) -> bool:
    """Whoever lost was refused with a sentence, and met no error of the database."""
    return all(isinstance(answer, Application | DomainError) for of in got for answer in of)


@contextmanager
def no_guards() -> Iterator[None]:
    """No lock, no one transition for each version, no one decision that stands and is the outcome."""
    with (
        without_locks(Application),
        without_trigger(Application, "application_outcome_is_true"),
        without_trigger(Decision, "decision_outcome_is_true"),
        without_constraint(Decision, "decision_one_stands"),
        without_constraint(Transition, "transition_once_per_version"),
    ):
        yield


@pytest.mark.slow
def test_two_recruiters_move_one_application(people: list[User]) -> None:
    """C5: 8 threads, 200 rounds: one winner each, the others are told, the audit has exactly one."""
    rows, stages = applications(200)

    def attempt(turn: int, number: int) -> Application:
        to = stages[number % len(stages)]
        return moving.move(rows[turn], to=to, by=people[number], version=1)

    got = race(attempt, rounds=200)

    assert [winners(of) for of in got] == [1] * 200
    assert sum(isinstance(answer, Conflict) for of in got for answer in of) == 200 * (THREADS - 1)
    assert Entry.objects.filter(action="application.moved").count() == 200
    assert Transition.objects.count() == 200
    assert set(Application.objects.values_list("version", flat=True)) == {2}


def test_without_the_version_check_several_win(people: list[User]) -> None:
    """C5, the control run: with the guard off the same race has more than one winner."""
    rows, stages = applications(5)

    def attempt(turn: int, number: int) -> Application:
        to = stages[number % len(stages)]
        return moving.move(rows[turn], to=to, by=people[number], version=1)

    with without_versions():
        got = race(attempt, rounds=5)

    assert sum(winners(of) for of in got) > 5


def test_a_rejection_and_a_move_at_once(people: list[User]) -> None:
    """C5, C9: eight threads reject and move one application; who was moved on gets no rejection."""
    rows, stages = applications(40)
    reasons = [ReasonFactory() for _ in range(THREADS)]

    def attempt(turn: int, number: int) -> Application:
        if number % 2:
            return reject(rows[turn], reason=reasons[number], by=people[number], version=1)
        to = stages[number % len(stages)]
        return moving.move(rows[turn], to=to, by=people[number], version=1)

    got = race(attempt, rounds=40)

    assert told(got)
    assert [winners(of) for of in got] == [1] * 40
    rejected = set(Application.objects.filter(outcome="rejected").values_list("pk", flat=True))
    mailed = Decision.objects.standing().filter(letter__isnull=False)
    assert set(mailed.values_list("application", flat=True)) == rejected
    assert mailed.count() == OutgoingMail.objects.count()
    assert Transition.objects.count() == 40


def test_without_the_lock_somebody_moved_on_is_rejected(people: list[User]) -> None:
    """C5 and C9, the control run: several win, and a letter goes to somebody who is not rejected."""
    rows, stages = applications(10)
    reason = ReasonFactory()

    def attempt(turn: int, number: int) -> None:
        if number % 2:
            reject(rows[turn], reason=reason, by=people[number], version=1)
        else:
            moving.move(rows[turn], to=stages[0], by=people[number], version=1)

    with no_guards():
        got = race(attempt, rounds=10)

    assert any(winners(of) > 1 for of in got)


def decide_at_once(people: list[User], rounds: int) -> list[list[Any]]:
    """Each thread another decision, and each of them believes that it was first."""
    rows, _ = applications(rounds)
    reason = ReasonFactory()

    def attempt(turn: int, number: int) -> Application:
        kind = OURS[number % len(OURS)]
        its_reason = reason if TERMS[kind].takes_reason else None
        return deciding.decide(rows[turn], kind=kind, reason=its_reason, by=people[number], version=1)

    return race(attempt, rounds=rounds)


def standing() -> list[int]:
    """How many decisions stand, for each application that has one."""
    return list(
        Decision.objects.standing()
        .values_list("application")
        .annotate(n=Count("pk"))
        .values_list("n", flat=True)
        .order_by()
    )


def test_of_many_decisions_at_once_one_stands(people: list[User]) -> None:
    got = decide_at_once(people, 20)

    assert told(got)
    assert [winners(of) for of in got] == [1] * 20
    assert standing() == [1] * 20
    assert OutgoingMail.objects.count() == 20


def test_without_the_lock_the_database_lets_one_stand(people: list[User]) -> None:
    """What the door forgets the constraint keeps: the others meet an error of the database."""
    with without_locks(Application):
        got = decide_at_once(people, 10)

    assert [winners(of) for of in got] == [1] * 10
    assert standing() == [1] * 10


def test_without_the_constraint_several_stand(people: list[User]) -> None:
    """The control run."""
    with no_guards():
        decide_at_once(people, 10)
        assert max(standing()) > 1


def withdraw_reject_and_move(people: list[User], rounds: int) -> list[list[Any]]:
    rows, stages = applications(rounds)
    reason = ReasonFactory()

    def attempt(turn: int, number: int) -> Application:
        if number == 0:
            return deciding.withdraw(rows[turn])
        if number == 1:
            return reject(rows[turn], reason=reason, by=people[1], version=1)
        return moving.move(rows[turn], to=stages[0], by=people[2], version=1)

    return race(attempt, threads=3, rounds=rounds)


def test_withdrawal_rejection_and_move_at_once(people: list[User]) -> None:
    """C10: 3 threads, 300 rounds: the applicant's word stands, and never are there both letters.

    Erasure, the third of C10's three, is not built yet.
    """
    got = withdraw_reject_and_move(people, 300)

    assert told(got)
    assert set(Application.objects.values_list("outcome", flat=True)) == {"withdrawn"}
    waiting = OutgoingMail.objects.filter(state="queued")
    assert {mail.kind for mail in waiting} == {"withdrawn"}
    assert waiting.count() == 300
    of_versions = Transition.objects.values_list("application", "version")
    assert len(of_versions) == len(set(of_versions)) == sum(winners(of) for of in got)


def test_without_the_lock_both_letters_wait(people: list[User]) -> None:
    """C10, the control run."""
    with no_guards():
        withdraw_reject_and_move(people, 20)

    waiting = OutgoingMail.objects.filter(state="queued").values_list("about_id", "kind").distinct()
    assert len(waiting) > len({about for about, _ in waiting})


def test_one_letter_from_eight_threads(people: list[User]) -> None:
    """R4: one decision, asked for by eight threads at once, is one row with one letter."""
    rows, _ = applications(20)
    reason = ReasonFactory()

    got = race(lambda turn, _: reject(rows[turn], reason=reason, by=people[0], version=1), rounds=20)

    assert [winners(of) for of in got] == [THREADS] * 20
    assert OutgoingMail.objects.count() == 20
    assert Transition.objects.count() == 20


def test_without_the_lock_one_decision_is_written_down_several_times(people: list[User]) -> None:
    """R4, the control run."""
    rows, _ = applications(10)
    reason = ReasonFactory()

    def attempt(turn: int, number: int) -> None:
        reject(rows[turn], reason=reason, by=people[0], version=1)

    with no_guards():
        race(attempt, rounds=10)
        assert Transition.objects.count() > 10
