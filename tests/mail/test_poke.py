"""R3: the doorbell. Redis may be gone, paused or full: pages answer, the row stands, the sweep comes."""

import re
import time
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from django.utils.module_loading import import_string

from core import circuit_breaker
from mail import poke as doorbell
from mail.models import OutgoingMail
from tests.mail.kinds import queued
from tests.source import SOURCES
from tests.valkey import OwnValkey


def queue_and_measure() -> float:
    began = time.monotonic()
    with transaction.atomic():
        queued()
        queued("test:2")
    return time.monotonic() - began


def rung(valkey: OwnValkey) -> int:
    with valkey.client() as client:
        return client.llen("recruitment:mail")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", ["kill", "freeze", "fill"])
def test_redis_that_is_dead_paused_or_full_stops_nobody(own_valkey: OwnValkey, fault: str) -> None:
    queue_and_measure()
    OutgoingMail.objects.all().delete()
    getattr(own_valkey, fault)()

    assert queue_and_measure() < 2
    assert OutgoingMail.objects.due().count() == 2


@pytest.mark.django_db(transaction=True)
def test_redis_that_says_nothing_on_connecting_stops_nobody(own_valkey: OwnValkey) -> None:
    own_valkey.freeze()

    assert queue_and_measure() < 2
    assert OutgoingMail.objects.due().count() == 2


def test_nobody_waits_twice_for_a_frozen_redis(own_valkey: OwnValkey) -> None:
    """Whoever comes within the next seconds is not asked to wait as well."""
    own_valkey.freeze()
    doorbell.poke()
    began = time.monotonic()

    for _ in range(10):
        doorbell.poke()

    assert time.monotonic() - began < 0.9  # each would wait a second


@pytest.mark.parametrize(("fault", "mended"), [("kill", "start"), ("freeze", "thaw"), ("fill", "empty")])
def test_redis_that_is_back_is_rung_again(own_valkey: OwnValkey, fault: str, mended: str) -> None:
    getattr(own_valkey, fault)()
    doorbell.poke()
    getattr(own_valkey, mended)()
    before = rung(own_valkey)

    circuit_breaker.close()
    doorbell.poke()

    assert rung(own_valkey) == before + 1


@pytest.mark.django_db(transaction=True)
def test_one_transaction_rings_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(current_app, "send_task", lambda *task, **options: rung.append(1))

    queue_and_measure()

    assert rung == [1]


@pytest.mark.django_db(transaction=True)
def test_a_doorbell_that_breaks_breaks_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*task: str, **options: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(current_app, "send_task", broken)

    queue_and_measure()

    assert OutgoingMail.objects.count() == 2


def test_a_rolled_back_transaction_rings_nobody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(current_app, "send_task", lambda *task, **options: rung.append(1))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queued()
        _ = 1 / 0

    assert rung == []


def test_every_task_that_is_rung_or_due_is_one(settings: Any) -> None:
    rung = {name for path in SOURCES for name in re.findall(r'\bring\("([\w.]+)"', path.read_text())}
    due = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert {"mail.tasks.drain_outbox", "files.tasks.read_file"} <= rung
    assert {name for name in rung | due if import_string(name).name != name} == set()


def test_what_beat_does_is_intervals_only(settings: Any) -> None:
    """R7: no date in the broker. c2: intervals, not local times of day."""
    schedule = settings.CELERY_BEAT_SCHEDULE
    assert schedule["send mails"] == {"task": "mail.tasks.sweep", "schedule": 30}
    assert all(isinstance(entry["schedule"], int | float) for entry in schedule.values())


def test_no_task_carries_a_date() -> None:
    """R7: no eta and no countdown anywhere in the code, whichever way it would be said."""
    said = re.compile(
        r"""\b(eta|countdown|default_retry_delay|retry_backoff)\s*=|["'](eta|countdown)["']\s*:"""
    )
    assert said.search("task.apply_async(countdown=600)")
    assert said.search('task.apply_async(**{"eta": tomorrow})')
    assert [path for path in SOURCES if said.search(path.read_text())] == []
