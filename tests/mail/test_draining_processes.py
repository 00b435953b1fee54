"""`manage.py drain` as a process of its own: killed, told to stop, and without a broker."""

import random
import threading
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from mail import draining
from mail.models import OutgoingMail, State
from tests.mail.engines import process
from tests.mail.kinds import queued
from tests.mail.many import rows
from tests.mail.sink import Sink


@pytest.mark.django_db(transaction=True)
def test_processes_killed_at_random_lose_nothing(sink: Sink) -> None:
    """F1 in small: SIGKILL three times; nothing lost, and each second copy is marked uncertain."""
    kills, before = 3, 0
    rows(200)
    for _ in range(kills):
        with process("-m", "tests.mail.manage", "drain", "--forever") as running:
            wanted, until = before + random.randint(5, 40), time.monotonic() + 30
            while len(sink.accepted) < wanted and time.monotonic() < until:
                time.sleep(0.005)
            running.kill()
            running.wait(10)
        before = len(sink.accepted)
        OutgoingMail.objects.filter(state=State.SENDING).update(
            lease_until=timezone.now() - timedelta(seconds=1)
        )

    draining.sweep()

    copies = sink.copies()
    doubled = {message_id for message_id, number in copies.items() if number > 1}
    uncertain = OutgoingMail.objects.filter(attempts__outcome="uncertain")
    assert OutgoingMail.objects.sent().count() == len(copies) == 200
    assert sum(copies.values()) - 200 <= kills * 8
    assert doubled <= set(uncertain.values_list("message_id", flat=True))


@pytest.mark.django_db(transaction=True)
def test_drain_needs_no_broker(sink: Sink) -> None:
    """R3: `manage.py drain` as a process of its own, with an address where no Redis is."""
    rows(3)

    with process(
        "-m", "tests.mail.manage", "drain", REDIS_URL="redis+socket:///nowhere/at/all.sock"
    ) as running:
        assert running.wait(60) == 0

    assert len(sink.accepted) == 3


@pytest.mark.django_db(transaction=True)
def test_drain_forever_sends_what_comes_and_stops_when_told(sink: Sink) -> None:
    """R3: without Redis; what is queued later goes soon, and SIGTERM ends it cleanly."""
    arrived = threading.Event()
    sink.on_accepted = lambda taken: arrived.set()
    with process(
        "-m", "tests.mail.manage", "drain", "--forever", REDIS_URL="redis+socket:///nowhere.sock"
    ) as running:
        rows(1)
        assert arrived.wait(60)
        arrived.clear()
        rows(1, dedupe_key="later", message_id="<later@example.com>")
        assert arrived.wait(30)
        running.terminate()
        assert running.wait(30) == 0

    assert set(sink.copies().values()) == {1}


def test_the_command_drains_once(db: None, sink: Sink) -> None:
    queued()

    call_command("drain")

    assert len(sink.accepted) == 1
