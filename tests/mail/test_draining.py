"""Many senders at once, poison rows, two beats, wrong clocks, and a database that finds what is due."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from mail import claiming, draining, sender, tasks
from mail.models import DeliveryAttempt, OutgoingMail, State
from tests.mail.engines import process
from tests.mail.kinds import queued
from tests.mail.sink import Fault, Sink
from tests.races import race


def rows(number: int, **fields: Any) -> None:
    """Many due rows, made without rendering."""
    now = timezone.now() - timedelta(minutes=1)
    standard: dict[str, Any] = {
        "kind": "test_resend", "from_address": "jobs@example.com", "subject": "s", "text": "t",
        "html": "<p>t</p>", "not_before": now, "due_since": now,
    }  # fmt: skip
    OutgoingMail.objects.bulk_create(
        OutgoingMail(**{
            **standard, "dedupe_key": f"row:{one}", "message_id": f"<{one}@example.com>",
            "to": f"p{one}@example.com", **fields,
        })
        for one in range(number)
    )  # fmt: skip


def at_once(number: int, work: Callable[[], None]) -> None:
    assert race(lambda *_: work(), threads=number) == [[None] * number]


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


def plan(queryset: Any) -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ANALYZE mail_outgoingmail")
        sql, params = queryset.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())


THE_PAST = """
INSERT INTO mail_outgoingmail
    (kind, dedupe_key, "to", from_name, from_address, subject, text, html, language,
     attachments, headers, secret, message_id, not_before, due_since, state, attempt,
     dot_at, sent_at, ended_at, error)
SELECT 'test_resend', 'past:' || n, 'p' || n || '@example.com', '', 'us@example.com', 's', '', '',
     'en', '[]', '{}', false, '<past' || n || '@example.com>', now(), now(), 'sent', 1,
     now(), now(), now(), ''
FROM generate_series(1, 20000) AS n
"""


def test_a_sweep_does_not_read_what_is_over(db: None) -> None:
    """Due and left-behind rows are found through the partial indexes; 20,000 mails that are over stand by."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(THE_PAST)
    queued()

    due = plan(OutgoingMail.objects.due().order_by("not_before", "id")[:1])
    left = plan(OutgoingMail.objects.filter(state=State.SENDING, lease_until__lt=now).order_by("lease_until"))
    person = plan(OutgoingMail.objects.failed().order_by("-id")[:50])

    assert "mail_due" in due
    assert "mail_leased" in left
    assert "mail_needs_person" in person


def test_looking_for_what_goes_first_does_not_read_what_is_due(db: None) -> None:
    rows(3000)
    brief = OutgoingMail.objects.due().filter(kind__in=["test_brief"])

    assert "mail_due_by_kind" in plan(brief.order_by("not_before", "id")[:1])


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
