"""Many senders and two beats at once: each mail is claimed and sent once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mail import claiming, draining, tasks
from mail.models import OutgoingMail, State
from tests.mail.many import at_once, rows
from tests.mail.sink import Sink
from tests.races import race


@pytest.mark.django_db(transaction=True)
def test_sixteen_drainers_claim_each_of_1000_rows_once() -> None:
    """R5"""
    rows(1000)
    claimed: list[int] = []

    def work() -> None:
        while (mail := claiming.claim()) is not None:
            claimed.append(mail.pk)

    at_once(16, work)

    assert len(claimed) == len(set(claimed)) == 1000
    assert set(OutgoingMail.objects.values_list("state", "attempt")) == {(State.SENDING, 1)}


@pytest.mark.django_db(transaction=True)
def test_the_same_without_the_guard_claims_twice() -> None:
    """R5's twin, d1: reading first and writing then is what the one statement is for."""
    rows(100)
    claimed: list[int] = []

    def work() -> None:
        while (mail := OutgoingMail.objects.due().order_by("not_before", "id").first()) is not None:
            OutgoingMail.objects.filter(pk=mail.pk).update(
                state=State.SENDING, lease_until=timezone.now(), claim_token="0" * 32
            )
            claimed.append(mail.pk)

    at_once(16, work)

    assert len(claimed) > len(set(claimed))


@pytest.mark.django_db(transaction=True)
def test_sixteen_drains_at_once_send_each_mail_once(sink: Sink) -> None:
    rows(60)

    at_once(16, draining.drain)
    draining.drain()

    assert OutgoingMail.objects.sent().count() == 60
    assert set(sink.copies().values()) == {1}
    assert len(sink.copies()) == 60
    assert threading.active_count() < 20


@pytest.mark.django_db(transaction=True)
def test_a_naive_sender_doubles(sink: Sink) -> None:
    """d1: the harness sees a double when there is one: send first, write down afterwards."""
    rows(20)
    start = threading.Barrier(4)

    def naive() -> None:
        mails = list(OutgoingMail.objects.filter(state=State.QUEUED))
        start.wait(30)
        relay = draining._relay()
        for mail in mails:
            from mail import message

            relay.start(sender=mail.from_address, receiver=mail.to)
            relay.transmit(message.build(mail), name=mail.message_id)
            relay.answer(patience=10)
            OutgoingMail.objects.filter(pk=mail.pk).update(
                state=State.SENT, sent_at=timezone.now(), dot_at=timezone.now(), ended_at=timezone.now()
            )
        relay.close()

    at_once(4, naive)

    assert max(sink.copies().values()) > 1


@pytest.mark.django_db(transaction=True)
def test_two_beats_double_nothing(sink: Sink) -> None:
    """R8"""
    rows(40)
    OutgoingMail.objects.filter(to="p0@example.com").update(
        state=State.SENDING, claim_token="0" * 32, lease_until=timezone.now() - timedelta(seconds=1)
    )

    at_once(2, tasks.sweep)
    draining.drain()

    assert sink.copies() == {f"<{number}@example.com>": 1 for number in range(40)}


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_keeps_nobody_from_the_next() -> None:
    """R11: a person who holds a letter back just now, another sender: the claim goes past a locked row."""
    rows(2)
    first, second = OutgoingMail.objects.order_by("not_before", "id")

    with transaction.atomic():
        OutgoingMail.objects.select_for_update().get(pk=first.pk)
        [[claimed]] = race(lambda *_: impatient_claim(), threads=1)

    assert claimed == second


def impatient_claim() -> OutgoingMail | None:
    connection.cursor().execute("SET lock_timeout = '1s'")
    return claiming.claim()
