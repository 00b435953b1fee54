"""C6: a person, a room and an applicant are never booked twice, however many book at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from core.errors import Conflict
from interviews import booking
from interviews.models import Seat
from tests.factories import ApplicationFactory
from tests.interviews.plans import at, booked, plan

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


@pytest.fixture
def without_exclusion() -> Iterator[None]:
    """The guard taken off: the twin of the race shows that the race is real."""
    drop = "ALTER TABLE interviews_seat DROP CONSTRAINT seat_person_free"
    add = (
        "ALTER TABLE interviews_seat ADD CONSTRAINT seat_person_free "
        "EXCLUDE USING gist (person_id WITH =, during WITH &&) WHERE (is_live)"
    )
    with connection.cursor() as cursor:
        cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE interviews_seat CASCADE")
        cursor.execute(add)


def test_eight_book_one_person_at_once_and_one_wins(manager: User) -> None:
    for round_no in range(ROUNDS):
        starts_at = at(3 + round_no, 10)
        jobs = [
            partial(booked, ApplicationFactory(), manager, starts_at=starts_at, minutes=minutes)
            for minutes in range(30, 30 + THREADS)
        ]

        assert sorted(at_once(jobs)) == ["done", *["refused"] * (THREADS - 1)]

    assert Seat.objects.count() == ROUNDS


def test_eight_move_into_one_time_and_one_wins(manager: User) -> None:
    interviews = [booked(ApplicationFactory(), manager, starts_at=at(3 + n, 10)) for n in range(THREADS)]
    later = plan(manager, starts_at=at(30, 9))
    jobs = [partial(booking.move, each, plan=later, by=manager, expected=0) for each in interviews]

    assert sorted(at_once(jobs)) == ["done", *["refused"] * (THREADS - 1)]


def test_twin_without_the_constraint_books_twice(manager: User, without_exclusion: None) -> None:
    starts_at = at(3, 10)
    jobs = [partial(booked, ApplicationFactory(), manager, starts_at=starts_at) for _ in range(THREADS)]

    assert at_once(jobs).count("done") > 1
