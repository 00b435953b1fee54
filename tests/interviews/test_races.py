"""C6: a person, a room and an applicant are never booked twice, however many book at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from core.errors import Conflict
from interviews import booking
from interviews.models import Interview, Seat
from tests.conftest import make_user
from tests.factories import ApplicationFactory, CandidateFactory
from tests.interviews.plans import at, booked, plan
from tests.without import without_constraint

THREADS = 8
ROUNDS = 20

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs: list[Callable[[], object]]) -> list[str]:
    """Runs each job in a thread of its own, all starting together; "done" or "refused" for each."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=30)
            job()
        except Conflict:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


Jobs = list[Callable[[], object]]
ONE_WINS = ["done", *["refused"] * (THREADS - 1)]


def of_one_person(people: list[User], starts_at: Any) -> Jobs:
    return [
        partial(booked, ApplicationFactory(), people[0], starts_at=starts_at, minutes=minutes)
        for minutes in range(30, 30 + THREADS)
    ]


def of_one_applicant(people: list[User], starts_at: Any) -> Jobs:
    """Somebody who has applied for eight positions, so that no lock of an application comes between."""
    candidate = CandidateFactory()
    return [
        partial(booked, ApplicationFactory(candidate=candidate), person, starts_at=starts_at)
        for person in people
    ]


def of_one_room(people: list[User], starts_at: Any) -> Jobs:
    return [
        partial(booked, ApplicationFactory(), person, starts_at=starts_at, room="Room 2") for person in people
    ]


EACH = pytest.mark.parametrize(
    "jobs_of, model, guard",
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


@EACH
def test_eight_book_at_once_and_one_wins(jobs_of: Any, model: Any, guard: str, people: list[User]) -> None:
    for round_no in range(ROUNDS):
        assert sorted(at_once(jobs_of(people, at(3 + round_no, 10)))) == ONE_WINS

    assert Interview.objects.count() == Seat.objects.count() == ROUNDS


@EACH
def test_twin_without_the_constraint_books_twice(
    jobs_of: Any, model: Any, guard: str, people: list[User]
) -> None:
    jobs = jobs_of(people, at(3, 10))

    with without_constraint(model, guard):
        assert at_once(jobs).count("done") > 1


def moves(manager: User) -> Jobs:
    interviews = [booked(ApplicationFactory(), manager, starts_at=at(3 + n, 10)) for n in range(THREADS)]
    later = plan(manager, starts_at=at(30, 9))
    return [partial(booking.move, each, plan=later, by=manager, expected=0) for each in interviews]


def test_eight_move_into_one_time_and_one_wins(manager: User) -> None:
    assert sorted(at_once(moves(manager))) == ONE_WINS


def test_twin_without_the_constraint_all_move_there(manager: User) -> None:
    jobs = moves(manager)

    with without_constraint(Seat, "seat_person_free"):
        assert at_once(jobs).count("done") > 1


def test_a_deadlock_of_two_bookings_is_a_sentence() -> None:
    """C6: 40P01 from the database itself."""
    with (
        pytest.raises(Conflict, match="at the same moment"),
        booking._nobody_twice(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'crossed' USING ERRCODE = '40P01'; END $$")
