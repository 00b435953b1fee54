"""Whether a mail still has its reason when its turn comes, and what follows once it has gone."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mail import draining
from mail.models import OutgoingMail, State
from tests.mail.kinds import TO, a_kind, outcomes, queued, registered, sent
from tests.mail.sink import Fault, Sink


def test_gone_reason_cancels(db: None, sink: Sink) -> None:
    """R13"""
    with registered(a_kind("test_guarded", guard=lambda mail: f"{mail.about_kind} {mail.about_id} is gone")):
        mail = sent(queued(kind="test_guarded"))

    assert (mail.state, mail.error) == (State.CANCELLED, "application 1 is gone")
    assert sink.dialogues == []


def test_a_reason_that_still_holds_sends(db: None, sink: Sink) -> None:
    with registered(a_kind("test_guarded", guard=lambda mail: "")):
        assert sent(queued(kind="test_guarded")).state == State.SENT


def test_a_broken_guard_neither_sends_nor_stops_the_others(db: None, sink: Sink) -> None:
    def broken(mail: OutgoingMail) -> str:
        raise TypeError("a bug")

    with registered(a_kind("test_guarded", guard=broken)):
        mail = queued(kind="test_guarded")
        other = queued("test:2")
        draining.drain()

    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.state, other.state) == (State.RETRY, State.SENT)


def test_what_follows_is_written_with_the_mark(transactional_db: None, sink: Sink) -> None:
    """In one transaction: whoever sees the mark sees what follows from it, and is called once."""
    seen = []

    def when_sent(mail: OutgoingMail) -> None:
        assert connection.in_atomic_block
        seen.append((mail.pk, OutgoingMail.objects.get(pk=mail.pk).state))

    with registered(a_kind("test_telling", when_sent=when_sent)):
        with transaction.atomic():
            queued("test:1", kind="test_telling")
            queued("test:2")
        draining.drain()
        draining.sweep()

    assert seen == [(OutgoingMail.objects.get(kind="test_telling").pk, State.SENT)]


@pytest.mark.parametrize("sql", ["", "SELECT 1 FROM there_is_no_such_table"], ids=["code", "database"])
def test_what_follows_cannot_lose_the_mark(
    db: None, sink: Sink, caplog: pytest.LogCaptureFixture, sql: str
) -> None:
    """The mail has gone: whatever breaks behind it is undone alone, and the log says which mail it was."""

    def when_sent(mail: OutgoingMail) -> None:
        OutgoingMail.objects.filter(pk=mail.pk).update(subject="half written")
        with connection.cursor() as cursor:
            cursor.execute(sql or "SELECT 1")
        raise RuntimeError

    with registered(a_kind("test_telling", when_sent=when_sent)):
        mail = sent(queued(kind="test_telling"))

    assert (mail.state, mail.subject, outcomes(mail)) == (State.SENT, "A letter for Amina Example", ["sent"])
    assert f"what follows from mail {mail.pk} could not be written" in caplog.text


@pytest.mark.parametrize(("answer", "state"), [("450 busy", State.RETRY), ("550 no", State.FAILED)])
def test_nothing_follows_from_a_mail_that_did_not_go(db: None, sink: Sink, answer: str, state: str) -> None:
    sink.script(TO, Fault("rcpt", answer))
    seen: list[OutgoingMail] = []

    with registered(a_kind("test_telling", when_sent=seen.append)):
        assert sent(queued(kind="test_telling")).state == state

    assert seen == []


def test_a_mail_past_its_use_is_cancelled_with_a_record(db: None, sink: Sink) -> None:
    """R8"""
    with registered(a_kind("test_daily", useful_for=timedelta(hours=6))):
        late, fresh = queued("late", kind="test_daily"), queued("fresh", kind="test_daily")
        OutgoingMail.objects.filter(pk=late.pk).update(due_since=timezone.now() - timedelta(hours=7))
        draining.drain()

    late.refresh_from_db()
    fresh.refresh_from_db()
    assert (late.state, late.error) == (State.CANCELLED, "It was due too long ago to be of any use.")
    assert fresh.state == State.SENT


def test_a_kind_of_another_release_waits_for_it(db: None, sink: Sink) -> None:
    with registered(a_kind("test_gone")):
        mail = queued(kind="test_gone")

    assert sent(mail).state == State.RETRY
    assert "release" in mail.error
    assert mail.label == "test_gone"
