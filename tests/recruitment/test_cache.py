"""Redis may be gone: the cache reads as empty, quickly, and says so."""

import time
from typing import Any

import pytest
from allauth.core.internal.ratelimit import cache_lock
from django.core.cache import cache

from core import circuit_breaker
from recruitment.cache import FailSoftRedisCache
from tests.valkey import OwnValkey


@pytest.fixture
def gone(settings: Any) -> FailSoftRedisCache:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock?db=0"}
    }
    return FailSoftRedisCache("unix:///nowhere/valkey.sock?db=0", {})


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


def test_it_asks_again_after_a_few_seconds(
    gone: FailSoftRedisCache, caplog: pytest.LogCaptureFixture
) -> None:
    gone.get("a")
    circuit_breaker.close()
    gone.get("a")

    assert len(caplog.records) == 2


def test_a_frozen_redis_costs_its_time_out_once(own_valkey: OwnValkey) -> None:
    cache.set("a", 1)
    own_valkey.freeze()
    began = time.monotonic()

    assert [cache.get("a") for _ in range(10)] == [None] * 10
    assert time.monotonic() - began < 1.5  # ten times would be three seconds

    own_valkey.thaw()
    circuit_breaker.close()
    assert cache.get("a") == 1


def test_a_lock_that_a_frozen_redis_takes_late_locks_nobody_out(own_valkey: OwnValkey) -> None:
    """What it was told while it was frozen it does when it wakes up, and whoever asked has gone."""
    cache.get("a")
    own_valkey.freeze()
    with cache_lock("count") as locked:
        assert locked
    own_valkey.thaw()
    circuit_breaker.close()

    with cache_lock("count") as locked:
        assert locked
