"""Two people are told apart by several at one moment, from both sides."""

from typing import Any

import pytest
from django.db import IntegrityError

from applications.models import Application, Candidate
from audit.models import Entry
from screening.look_alikes import take_back, tell_apart
from screening.models import NotSamePerson
from tests.conftest import make_user
from tests.factories import PostingFactory, many_applications
from tests.races import race
from tests.without import without_constraint, without_locks

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


@pytest.fixture
def them(db: None) -> list[Application]:
    return many_applications(40, posting=PostingFactory())


def tell_apart_at_once(them: list[Application], rounds: int) -> list[list[Any]]:
    people = [make_user("recruiter", f"Recruiter {number}") for number in range(THREADS)]

    def attempt(turn: int, number: int) -> NotSamePerson:
        pair = them[2 * turn : 2 * turn + 2]
        one, other = pair if number % 2 else reversed(pair)
        return tell_apart(one, other, by=people[number])

    return race(attempt, threads=THREADS, rounds=rounds)


def test_eight_from_both_sides_write_one_row(them: list[Application]) -> None:
    answers = tell_apart_at_once(them, 20)

    assert [len({row.pk for row in of}) for of in answers] == [1] * 20
    assert NotSamePerson.objects.count() == 20
    assert Entry.objects.filter(action="application.told_apart").count() == 20


def test_telling_apart_and_taking_back_at_once_end_in_one_state(them: list[Application]) -> None:
    """Whoever was last; nobody meets an error, and what is on record says the same."""
    recruiter = make_user("recruiter", "Rita Recruiter")

    def attempt(turn: int, number: int) -> None:
        (tell_apart if number % 2 else take_back)(*them[2 * turn : 2 * turn + 2], by=recruiter)

    answers = race(attempt, threads=THREADS, rounds=20)

    assert not [answer for of in answers for answer in of if isinstance(answer, Exception)]
    told = Entry.objects.filter(action="application.told_apart").count()
    taken_back = Entry.objects.filter(action="application.told_apart_taken_back").count()
    assert told - taken_back == NotSamePerson.objects.count()


def test_without_the_lock_the_others_meet_an_error(them: list[Application]) -> None:
    """A twin: the database still holds one row."""
    with without_locks(Candidate):
        answers = tell_apart_at_once(them, 20)

    assert any(isinstance(answer, IntegrityError) for of in answers for answer in of)
    assert NotSamePerson.objects.count() == 20


def test_without_lock_and_constraint_several_rows_stand(them: list[Application]) -> None:
    """The other twin: this is what the constraint is for."""
    with without_constraint(NotSamePerson, "not_same_person_once"), without_locks(Candidate):
        tell_apart_at_once(them, 20)
        assert NotSamePerson.objects.count() > 20
