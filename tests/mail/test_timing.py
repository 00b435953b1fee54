"""How long each step may take, and when what failed is tried again."""

from datetime import timedelta
from typing import Any

import pytest

from mail import draining, timing


@pytest.mark.parametrize("attempt, minutes", [(1, 1), (2, 5), (3, 15), (4, 60), (5, 240), (9, 240)])
def test_the_pause_grows(attempt: int, minutes: int) -> None:
    """R10: 1, 5, 15, 60 minutes, then 4 hours, each 20 % more or less."""
    pauses = [timing.pause(attempt) for _ in range(200)]

    assert min(pauses) >= timedelta(minutes=minutes * 0.8)
    assert max(pauses) <= timedelta(minutes=minutes * 1.2)
    assert max(pauses) - min(pauses) > timedelta(minutes=minutes * 0.1)


def test_the_times_are_in_order(settings: Any) -> None:
    """R14"""
    visibility = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]

    assert timing.COMMAND < timing.AFTER_DOT < timing.GIVE_UP < visibility
    assert 3 * timing.RENEW < timing.LEASE  # two rounds in a row may fail
    assert (timing.COMMAND, timing.AFTER_DOT, timing.GIVE_UP, timing.LEASE) == (30, 600, 660, 60)
    assert timing.LEASE + timing.SWEEP <= 90  # a killed sender's rows go on
    assert visibility > draining.BUDGET + timing.GIVE_UP
