"""Draining the outbox: poison rows, relays that are silent or down, wrong clocks, and senders that died."""

import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from mail import claiming, draining, sender, tasks
from mail.models import DeliveryAttempt, OutgoingMail, State
from tests.mail.kinds import queued
from tests.mail.many import rows
from tests.mail.sink import Fault, Sink


@pytest.mark.django_db(transaction=True)
def test_poison_at_the_head_delays_nobody(sink: Sink) -> None:
    """R11: 5 poison rows first, 100 good ones leave in one sweep."""
    rows(100)
    poison = [
        {
            "attachments": [
                {"filename": "a\r\nb", "content_type": "a/b", "content": "", "as_alternative": False}
            ]
        },
        {"to": "not an address"},
        {"kind": "nobody-knows-it"},
        {"to": "refused@example.com"},
        {"to": "busy@example.com"},
    ]
    first = timezone.now() - timedelta(hours=1)
    for row, harm in zip(OutgoingMail.objects.order_by("id")[:5], poison, strict=True):
        OutgoingMail.objects.filter(pk=row.pk).update(not_before=first, **harm)
    sink.script("refused@example.com", Fault("rcpt", "550 no"))
    sink.script("busy@example.com", Fault("rcpt", "450 later"))

    draining.sweep()

    states = Counter(OutgoingMail.objects.values_list("state", flat=True))
    assert states == {State.SENT: 95, State.FAILED: 3, State.RETRY: 2}


@pytest.mark.django_db(transaction=True)
def test_a_silent_relay_stops_one_sender_and_not_the_queue(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "GIVE_UP", 12)
    rows(30)
    OutgoingMail.objects.filter(to="p0@example.com").update(not_before=timezone.now() - timedelta(hours=1))
    sink.script("p0@example.com", Fault("rcpt", wait=30))
    running = threading.Thread(target=lambda: (draining.drain(), connection.close()))

    running.start()
    until = time.monotonic() + 10
    while len(sink.accepted) < 29 and time.monotonic() < until:
        time.sleep(0.05)

    assert running.is_alive()
    assert len(sink.accepted) == 29
    running.join(30)
    assert OutgoingMail.objects.get(to="p0@example.com").state == State.RETRY


@pytest.mark.django_db(transaction=True)
def test_a_relay_that_is_down_costs_few_tries(settings: Any) -> None:
    """F7 in small: a drain lets go as soon as nothing answers, so that nothing waits hours afterwards."""
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    rows(200)

    draining.drain()

    assert OutgoingMail.objects.filter(state=State.RETRY).count() <= settings.MAIL_SENDER_THREADS
    assert OutgoingMail.objects.filter(state=State.QUEUED).count() >= 200 - settings.MAIL_SENDER_THREADS


def test_a_beat_that_was_dead_for_hours_is_made_good_by_one_sweep(db: None, sink: Sink) -> None:
    """R8"""
    mail = queued()
    OutgoingMail.objects.update(
        not_before=timezone.now() - timedelta(hours=6), due_since=timezone.now() - timedelta(hours=6)
    )

    tasks.sweep()

    mail.refresh_from_db()
    assert mail.state == State.SENT


@pytest.mark.parametrize("wrong", [timedelta(days=1), -timedelta(hours=2)])
def test_only_the_databases_clock_counts(db: None, sink: Sink, wrong: timedelta) -> None:
    """R9: the worker's clock is a day ahead or two hours behind; leases and due times do not notice."""
    with time_machine.travel(timezone.now() + wrong):
        later, now = queued("later", not_before=timedelta(minutes=10)), queued("now", to="now@example.com")
        tasks.sweep()
        held_up = queued("held up")
        assert claiming.claim() == held_up
        tasks.sweep()

    states = dict(OutgoingMail.objects.values_list("pk", "state"))
    assert states == {later.pk: State.QUEUED, now.pk: State.SENT, held_up.pk: State.SENDING}
    assert len(sink.accepted) == 1


def left_behind(*, attempt: int, due_for: timedelta) -> OutgoingMail:
    """Its sender died before the dot, and its lease is over."""
    now = timezone.now()
    rows(1)
    OutgoingMail.objects.update(
        state=State.SENDING, attempt=attempt, claim_token="0" * 32, lease_until=now - timedelta(seconds=1),
        due_since=now - due_for,
    )  # fmt: skip
    draining.sweep()
    return OutgoingMail.objects.get()


def test_what_kills_its_senders_again_and_again_goes_more_slowly(db: None, sink: Sink) -> None:
    mail = left_behind(attempt=3, due_for=timedelta(minutes=40))

    assert (mail.state, sink.accepted) == (State.QUEUED, [])
    assert mail.not_before
    assert mail.not_before > timezone.now()


def test_what_killed_its_senders_for_48_hours_is_given_up(db: None, sink: Sink) -> None:
    """R10: nothing is tried for ever."""
    mail = left_behind(attempt=9, due_for=timedelta(hours=49))

    assert mail.state == State.FAILED
    assert mail.error.startswith("Given up after 48 hours")


def test_a_worker_that_is_told_to_stop_takes_no_further_row(
    db: None, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draining, "stopping", threading.Event())
    tasks.stop_claiming()
    queued()

    draining.drain()

    assert sink.accepted == []
    assert OutgoingMail.objects.get().state == State.QUEUED


@pytest.mark.django_db(transaction=True)
def test_three_commits_a_mail(sink: Sink) -> None:
    """The outbox adds a claim, the dot and the end: three commits."""
    from django.test.utils import CaptureQueriesContext

    rows(1)
    with CaptureQueriesContext(connection) as seen:
        draining.drain()

    writes = [
        query["sql"] for query in seen if query["sql"].lstrip().startswith(("UPDATE", "INSERT", "WITH"))
    ]
    assert len(writes) == 6  # claim and attempt; dot; end and attempt; the claim that found none
    assert sum(query["sql"] == "COMMIT" for query in seen) + 1 <= 4  # and one for the claim that found none
    assert DeliveryAttempt.objects.get().outcome == "sent"
