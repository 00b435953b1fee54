"""C6: a person, a room and an applicant are never booked twice, however many book at once."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from core.errors import Conflict
from interviews import booking
from interviews.models import Interview, Seat
from tests.conftest import make_user
from tests.factories import ApplicationFactory, CandidateFactory, PostingFactory, many_applications
from tests.interviews.plans import at, booked, plan
from tests.races import race
from tests.without import without_constraint

THREADS = 8
ROUNDS = int(os.environ.get("ROUNDS", "67"))  # for each of the three: 200 in all
Attempt = Callable[[int, int], Interview]

pytestmark = pytest.mark.django_db(transaction=True)


def of_one_person(people: list[User]) -> Attempt:
    """Not even the same minutes: what overlaps at all is refused."""
    them = many_applications(THREADS, posting=PostingFactory())
    return lambda turn, number: booked(
        them[number], people[0], starts_at=at(3 + turn, 10), minutes=30 + number
    )


def of_one_applicant(people: list[User]) -> Attempt:
    """Somebody who has applied for eight positions, so that no lock of an application comes between."""
    candidate = CandidateFactory()
    them = [ApplicationFactory(candidate=candidate) for _ in range(THREADS)]
    return lambda turn, number: booked(them[number], people[number], starts_at=at(3 + turn, 10))


def of_one_room(people: list[User]) -> Attempt:
    them = many_applications(THREADS, posting=PostingFactory())
    return lambda turn, number: booked(
        them[number], people[number], starts_at=at(3 + turn, 10), room="Room 2"
    )


EACH = pytest.mark.parametrize(
    "attempt_of, model, guard",
    [
        (of_one_person, Seat, "seat_person_free"),
        (of_one_applicant, Interview, "interview_candidate_free"),
        (of_one_room, Interview, "interview_room_free"),
    ],
    ids=["person", "applicant", "room"],
)


@pytest.fixture
def people(db: None) -> list[User]:
    return [make_user("hiring_manager", f"Manager {number}") for number in range(THREADS)]


def done(answers: list[Any]) -> int:
    """How many have booked; whoever has not was told so with a sentence."""
    assert all(isinstance(answer, Interview | Conflict) for answer in answers), answers
    return sum(isinstance(answer, Interview) for answer in answers)


@EACH
def test_eight_book_at_once_and_one_wins(attempt_of: Any, model: Any, guard: str, people: list[User]) -> None:
    """C6: 8 threads, 200 rounds."""
    answers = race(attempt_of(people), rounds=ROUNDS)

    assert [done(of) for of in answers] == [1] * ROUNDS
    assert Interview.objects.count() == Seat.objects.count() == ROUNDS


@EACH
def test_twin_without_the_constraint_books_twice(
    attempt_of: Any, model: Any, guard: str, people: list[User]
) -> None:
    attempt = attempt_of(people)

    with without_constraint(model, guard):
        assert done(race(attempt)[0]) > 1


def into_one_time(manager: User) -> Attempt:
    interviews = [booked(ApplicationFactory(), manager, starts_at=at(3 + n, 10)) for n in range(THREADS)]
    later = plan(manager, starts_at=at(30, 9))
    return lambda _, number: booking.move(interviews[number], plan=later, by=manager, version=0)


def test_eight_move_into_one_time_and_one_wins(manager: User) -> None:
    assert done(race(into_one_time(manager))[0]) == 1


def test_twin_without_the_constraint_all_move_there(manager: User) -> None:
    attempt = into_one_time(manager)

    with without_constraint(Seat, "seat_person_free"):
        assert done(race(attempt)[0]) > 1


def test_a_deadlock_of_two_bookings_is_a_sentence() -> None:
    """C6: 40P01 from the database itself."""
    with (
        pytest.raises(Conflict, match="at the same moment"),
        booking._nobody_twice(plan(), candidate=CandidateFactory()),
        connection.cursor() as cursor,
    ):
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'crossed' USING ERRCODE = '40P01'; END $$")
