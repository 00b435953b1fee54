"""Redis may be gone: the cache reads as empty, quickly, and says so."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from recruitment.cache import FailSoftRedisCache
from tests.accounts.test_sign_in import sign_in


@pytest.fixture
def gone(settings: Any) -> Iterator[FailSoftRedisCache]:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock?db=0"}
    }
    yield FailSoftRedisCache("unix:///nowhere/valkey.sock?db=0", {})
    FailSoftRedisCache.silent_until = 0.0


def test_without_redis_every_question_has_its_empty_answer(
    gone: FailSoftRedisCache, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [
        gone.get("a"),
        gone.get("a", "default"),
        gone.add("a", 1),
        gone.set("a", 1),
        gone.touch("a"),
        gone.delete("a"),
        gone.get_many(["a"]),
        gone.set_many({"a": 1}),
        gone.has_key("a"),
        gone.incr("a"),
        gone.clear(),
    ]

    assert answers == [None, "default", True, None, False, False, {}, [], False, 1, False]
    assert len([record for record in caplog.records if "cache does not answer" in record.getMessage()]) == 1


def test_it_asks_again_after_a_second(gone: FailSoftRedisCache, settings: Any) -> None:
    gone.get("a")
    assert FailSoftRedisCache.silent_until > time.monotonic()

    FailSoftRedisCache.silent_until = time.monotonic() - 0.001
    gone.get("a")

    assert FailSoftRedisCache.silent_until > time.monotonic()


@pytest.mark.django_db
def test_without_redis_people_sign_in(gone: FailSoftRedisCache, recruiter: User) -> None:
    """R3, in part: pages answer and sign-in works."""
    began = time.monotonic()

    response = sign_in(Client(), recruiter.email)

    assert response.status_code == 302
    assert time.monotonic() - began < 5
