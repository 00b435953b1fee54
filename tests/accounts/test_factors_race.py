"""One code, or a sixth guess, from many browsers at one moment."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts import factors
from accounts.models import User
from tests.accounts.second_factors import code, recovery_codes, with_app
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)
KINDS: dict[str, Callable[[User, int], str]] = {
    "app": lambda user, turn: code(),
    "recovery code": lambda user, turn: recovery_codes(user)[0],
}


def winners(user: User, code_for: Callable[[User, int], str]) -> list[int]:
    """How many of eight were let in by one code, in each round."""
    typed: list[str] = []

    def anew(turn: int) -> None:
        """As if nothing had been used, so that the next round is like the first."""
        row = factors.of(user)
        for each, data in ((row.app, {"step": 1}), (row.codes, {"used_mask": 0})):
            assert each is not None
            each.data = {**each.data, **data, "wrong": []}
            each.save()
        typed[:] = [code_for(user, turn)]

    rounds = race(lambda turn, number: factors.try_code(user, typed[0]), rounds=6, before=anew)
    return [sum(isinstance(answer, factors.Authenticator) for answer in answers) for answers in rounds]


@pytest.mark.parametrize("kind", KINDS)
def test_one_code_lets_one_in(recruiter: User, kind: str) -> None:
    assert winners(with_app(recruiter), KINDS[kind]) == [1] * 6


def test_without_the_lock_it_would_not(recruiter: User, monkeypatch: Any) -> None:
    """The twin: the same race with the guard off."""
    with_app(recruiter)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    assert winners(recruiter, KINDS["app"]) != [1] * 6


def test_eight_guesses_at_once_are_five(recruiter: User) -> None:
    with_app(recruiter)

    answers = race(lambda turn, number: factors.try_code(recruiter, f"x{number}"))[0]

    assert answers.count(None) == factors.GUESSES
    assert sum(isinstance(answer, factors.TooManyCodes) for answer in answers) == 3


def test_without_the_lock_they_would_be_more(recruiter: User, monkeypatch: Any) -> None:
    """The twin."""
    with_app(recruiter)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    assert (
        race(lambda turn, number: factors.try_code(recruiter, f"x{number}"))[0].count(None) > factors.GUESSES
    )
