"""What the person of an application sent besides, as far as one may see it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding
from screening.others import MOST, others
from tests.factories import ApplicationFactory, CandidateFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(db: None) -> Application:
    return ApplicationFactory(name="Amina Example")


def besides(application: Application, **fields: Any) -> Application:
    return ApplicationFactory(candidate=application.candidate, name=application.name, **fields)


def test_the_newest_first_and_nobody_elses(amina: Application, recruiter: User) -> None:
    now = timezone.now()
    old, new = (besides(amina, submitted_at=now - timedelta(days=days)) for days in (9, 2))
    ApplicationFactory(name=amina.name)

    found = others(amina, user=recruiter)

    assert (list(found.rows), found.more) == ([new, old], 0)


def test_withdrawn_and_contested_ones_are_shown_as_what_they_are(amina: Application, recruiter: User) -> None:
    withdrawn = besides(amina)
    deciding.withdraw(withdrawn)
    contested = besides(amina, outcome="contested")

    found = others(amina, user=recruiter)

    assert {row.pk: row.outcome for row in found.rows} == {
        withdrawn.pk: "withdrawn",
        contested.pk: "contested",
    }


@pytest.mark.parametrize(
    "besides_it, shown, more", [(0, 0, 0), (1, 1, 0), (MOST, MOST, 0), (MOST + 3, MOST, 3)]
)
def test_twenty_at_most_and_how_many_more(
    amina: Application,
    recruiter: User,
    django_assert_num_queries: Any,
    besides_it: int,
    shown: int,
    more: int,
) -> None:
    """One query, whatever it finds, with all that a line says."""
    for _ in range(besides_it):
        besides(amina)

    with django_assert_num_queries(1):
        found = others(amina, user=recruiter)
        said = [(row.posting.title, row.posting.time_zone, row.stage.name) for row in found.rows]

    assert (len(said), found.more) == (shown, more)


def test_a_manager_sees_those_of_their_postings_and_counts_no_others(
    amina: Application, manager: User
) -> None:
    mine = besides(amina)
    besides(amina)
    MembershipFactory(posting=amina.posting, user=manager)
    MembershipFactory(posting=mine.posting, user=manager)

    found = others(amina, user=manager)

    assert (list(found.rows), found.more) == ([mine], 0)


def test_an_interviewer_sees_those_that_they_read(amina: Application, interviewer: User) -> None:
    read, over = besides(amina), besides(amina)
    for one, until in [(amina, None), (read, None), (over, timezone.now() - timedelta(minutes=1))]:
        one.readers.create(user=interviewer, why="test", until=until)

    assert list(others(amina, user=interviewer).rows) == [read]


def test_one_address_in_two_spellings_is_one_person(recruiter: User) -> None:
    candidate = CandidateFactory(email="Amina@Example.com", email_key="amina@example.com")
    first = ApplicationFactory(candidate=candidate, email="Amina@Example.com")
    second = ApplicationFactory(candidate=candidate, email="amina@example.com", name="A. Example")

    assert list(others(first, user=recruiter).rows) == [second]
