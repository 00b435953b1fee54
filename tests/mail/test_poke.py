"""R3: the doorbell. Redis may be gone, paused or full: pages answer, the row stands, the sweep comes."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from mail import poke as doorbell
from mail.models import OutgoingMail
from recruitment.celery import app
from tests.mail.kinds import queued


@pytest.fixture
def broker_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Let Celery ring at another address for one test."""
    before = app.conf.broker_write_url, app.conf.broker_url

    def move(url: str) -> None:
        app.conf.broker_url = app.conf.broker_write_url = url
        app.pool.force_close_all() if hasattr(app, "pool") else None
        app._pool = None
        app.amqp._producer_pool = None

    yield move
    app.conf.broker_write_url, app.conf.broker_url = before
    app._pool = None
    app.amqp._producer_pool = None


@pytest.fixture
def silent() -> Iterator[int]:
    """Something that takes connections and never says a word: a paused Redis."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []

        def take() -> None:
            try:
                while True:
                    taken.append(server.accept()[0])
            except OSError:
                return

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        for one in taken:
            one.close()


def queue_and_measure() -> float:
    began = time.monotonic()
    with transaction.atomic():
        queued()
        queued("test:2")
    return time.monotonic() - began


@pytest.mark.django_db(transaction=True)
def test_redis_that_is_gone_stops_nobody(broker_at: Any) -> None:
    broker_at("redis://127.0.0.1:9/0")

    assert queue_and_measure() < 2
    assert OutgoingMail.objects.due().count() == 2


@pytest.mark.django_db(transaction=True)
def test_redis_that_is_silent_stops_nobody(broker_at: Any, silent: int) -> None:
    broker_at(f"redis://127.0.0.1:{silent}/0")

    assert queue_and_measure() < 2
    assert OutgoingMail.objects.due().count() == 2


@pytest.mark.django_db(transaction=True)
def test_redis_that_was_gone_is_rung_again(broker_at: Any, settings: Any) -> None:
    broker_at("redis://127.0.0.1:9/0")
    doorbell.poke()
    broker_at(settings.CELERY_BROKER_URL)

    doorbell.poke()


@pytest.mark.django_db(transaction=True)
def test_one_transaction_rings_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr("mail.tasks.drain_outbox.apply_async", lambda **options: rung.append(1))

    queue_and_measure()

    assert rung == [1]


@pytest.mark.django_db(transaction=True)
def test_a_doorbell_that_breaks_breaks_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**options: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("mail.tasks.drain_outbox.apply_async", broken)

    queue_and_measure()

    assert OutgoingMail.objects.count() == 2


def test_a_rolled_back_transaction_rings_nobody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr("mail.tasks.drain_outbox.apply_async", lambda **options: rung.append(1))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queued()
        _ = 1 / 0

    assert rung == []


def test_what_beat_does_is_intervals_only(settings: Any) -> None:
    """R7: no date in the broker. c2: intervals, not local times of day."""
    schedule = settings.CELERY_BEAT_SCHEDULE
    assert schedule["send mails"] == {"task": "mail.tasks.sweep", "schedule": 30}
    assert all(isinstance(entry["schedule"], int | float) for entry in schedule.values())


def test_no_task_carries_a_date() -> None:
    """R7: no eta and no countdown anywhere in the code."""
    from tests.test_floors import SOURCES

    for path in SOURCES:
        text = path.read_text()
        assert "countdown=" not in text, path
        assert "eta=" not in text, path
