"""Proposals to reject, made at one moment by eight managers."""

from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import User
from applications.models import Application
from audit.models import Entry
from core.errors import DomainError
from screening import proposals
from screening.models import Proposal
from tests.conftest import make_user
from tests.factories import PostingFactory, ReasonFactory, many_applications
from tests.races import race
from tests.without import without_constraint, without_locks

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8
ROUNDS = 50


@pytest.fixture
def people(db: None) -> list[User]:
    return [make_user("hiring_manager", f"Manager {number}") for number in range(THREADS)]


def propose_at_once(people: list[User], rounds: int) -> list[list[Any]]:
    them, reason = many_applications(rounds, posting=PostingFactory()), ReasonFactory()
    return race(
        lambda turn, number: proposals.propose(them[turn], reason=reason, by=people[number]), rounds=rounds
    )


def test_eight_propose_at_once_and_one_proposal_stands(people: list[User]) -> None:
    answers = propose_at_once(people, ROUNDS)

    standing = {proposal.application_id: proposal for proposal in Proposal.objects.select_related("by")}
    assert len(standing) == Proposal.objects.count() == ROUNDS
    assert Entry.objects.filter(action="application.rejection_proposed").count() == ROUNDS
    for of in answers:
        [first] = [answer for answer in of if isinstance(answer, Proposal)]
        refusals = [answer.sentence for answer in of if isinstance(answer, DomainError)]
        assert first == standing[first.application_id]
        assert refusals == [f"{first.by.name} has proposed a rejection already."] * (THREADS - 1)


def test_one_who_presses_eight_times_proposes_once(people: list[User]) -> None:
    answers = propose_at_once(people[:1] * THREADS, 10)

    assert [len({answer.pk for answer in of}) for of in answers] == [1] * 10
    assert Proposal.objects.count() == 10


def test_without_the_lock_the_others_meet_an_error(people: list[User]) -> None:
    """A twin: the database still holds one, but nobody is told who was first."""
    with without_locks(Application):
        answers = propose_at_once(people, 10)

    assert any(isinstance(answer, IntegrityError) for of in answers for answer in of)
    assert Proposal.objects.count() == 10


def test_without_lock_and_constraint_several_stand(people: list[User]) -> None:
    """The other twin: this is what the unique index is for."""
    with without_constraint(Proposal, "proposal_one_open"), without_locks(Application):
        propose_at_once(people, 10)
        assert Proposal.objects.count() > 10
