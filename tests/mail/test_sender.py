"""Sending one mail: what each answer of the relay leads to."""

import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from mail import claiming, draining, sender, settling, smtp, timing
from mail.models import DeliveryAttempt, OutgoingMail, State
from mail.outbox import Attachment
from tests.mail.kinds import BRIEF, TO, a_kind, queued, registered, sent
from tests.mail.sink import Fault, Sink


def outcomes(mail: OutgoingMail) -> list[str]:
    return list(mail.attempts.values_list("outcome", flat=True))


def test_a_mail_goes_out_once(db: None, sink: Sink) -> None:
    mail = sent(queued())

    assert (mail.state, mail.attempt, mail.smtp_code) == (State.SENT, 1, 250)
    assert sink.answered == [mail.message_id]
    taken = sink.accepted[0].message
    assert taken["From"] == "Our organisation <jobs@example.com>"
    assert taken["To"] == TO
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["Date"]
    assert outcomes(mail) == ["sent"]
    draining.sweep()
    assert len(sink.accepted) == 1


@pytest.mark.parametrize("stage", ["rcpt", "after_dot"])
@pytest.mark.parametrize(
    "answer, state", [("450 busy", State.RETRY), ("550 no such mailbox", State.FAILED)], ids=["4xx", "5xx"]
)
def test_what_the_relay_refuses(db: None, sink: Sink, stage: Any, answer: str, state: str) -> None:
    """R10"""
    sink.script(TO, Fault(stage, answer))

    mail = sent(queued())

    assert (mail.state, mail.smtp_code, mail.dot_at) == (state, int(answer[:3]), None)
    assert answer[4:] in mail.error
    assert sink.accepted == []


def test_given_up_after_48_hours(db: None, sink: Sink) -> None:
    """R10"""
    sink.script(TO, Fault("rcpt", "450 busy"))
    mail = queued()
    OutgoingMail.objects.filter(pk=mail.pk).update(due_since=timezone.now() - timedelta(hours=49))

    assert sent(mail).state == State.FAILED
    assert "48 hours" in mail.error


def test_a_retry_waits_for_its_time_and_then_arrives(db: None, sink: Sink) -> None:
    sink.script(TO, Fault("rcpt", "450 busy"))
    mail = sent(queued())
    assert not OutgoingMail.objects.due().exists()
    OutgoingMail.objects.update(not_before=timezone.now())

    mail = sent(mail)

    assert (mail.state, mail.attempt, outcomes(mail)) == (State.SENT, 2, ["retry", "sent"])
    assert mail.error == ""


def test_nothing_listens(db: None, settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_URL = f"smtp://127.0.0.1:{free.getsockname()[1]}"

    mail = sent(queued())

    assert (mail.state, mail.error) == (State.RETRY, "Nothing answers at the relay's address.")


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("kind, state", [("test_resend", State.RETRY), ("test_wait", State.UNCERTAIN)])
def test_an_answer_lost_after_the_dot(db: None, sink: Sink, kind: str, state: str, accepted: bool) -> None:
    """c1: uncertain, and what then follows is the kind's."""
    sink.script(TO, Fault("after_dot", reset=True, accepted=accepted))

    mail = sent(queued(kind=kind))

    assert (mail.state, outcomes(mail)) == (state, ["uncertain"])
    assert len(sink.accepted) == accepted
    assert sink.answered == []


def test_a_resend_is_the_same_mail_and_has_an_end(db: None, sink: Sink) -> None:
    sink.script(TO, *[Fault("after_dot", reset=True, accepted=True)] * 5)
    mail = queued()

    for _ in range(5):
        OutgoingMail.objects.filter(state=State.RETRY).update(not_before=timezone.now())
        draining.drain()

    mail.refresh_from_db()
    assert mail.state == State.UNCERTAIN
    assert sink.copies() == {mail.message_id: timing.RESENDS + 1}


def test_a_second_copy_is_byte_for_byte_the_first(db: None, sink: Sink) -> None:
    """Its Date and its boundaries are those of the first try, whoever builds it and whenever."""
    sink.script(TO, Fault("after_dot", reset=True, accepted=True))
    calendar = Attachment("invite.ics", 'text/calendar; method="REQUEST"', b"BEGIN:VCALENDAR\r\n")
    mail = sent(queued(attachments=[replace(calendar, as_alternative=True), calendar]))
    first = mail.first_tried_at
    OutgoingMail.objects.update(not_before=timezone.now())

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        mail = sent(mail)

    one, two = sink.accepted
    assert (mail.state, mail.first_tried_at) == (State.SENT, first)
    assert one.data == two.data
    assert one.data.count(b"boundary=") == 2
    assert first
    assert one.message["Date"].datetime == first.replace(microsecond=0)


def test_no_answer_after_the_dot_in_time(db: None, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "AFTER_DOT", 0.2)
    monkeypatch.setattr(sender, "GIVE_UP", 3)
    sink.script(TO, Fault("after_dot", wait=5, accepted=True))

    assert sent(queued(kind="test_wait")).state == State.UNCERTAIN


def test_the_watchdog_ends_a_dialogue_that_drips(
    db: None, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R14: whatever the relay does, a row is given up while its lease is still made longer."""
    monkeypatch.setattr(sender, "GIVE_UP", 0.3)
    sink.script(TO, Fault("rcpt", wait=5))

    mail = sent(queued())

    assert mail.state == State.RETRY


def test_a_zombie_does_not_send(db: None, sink: Sink) -> None:
    """Step 4: its lease is over, so it resets the dialogue and stops."""
    queued()
    mail = claiming.claim()
    assert mail is not None
    OutgoingMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    relay = draining._relay()
    sender.deliver(mail, relay)
    relay.close()

    assert sink.accepted == []
    assert OutgoingMail.objects.get().state == State.SENDING


def test_a_zombie_does_not_touch_a_row_that_another_sender_has(db: None, sink: Sink) -> None:
    """Steps 4 and 6 ask for the token, not only for a lease that stands."""
    queued()
    asleep = claiming.claim()
    assert asleep
    OutgoingMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    draining.take_back()
    awake = claiming.claim()
    assert awake

    assert not sender.commit_dot(asleep)
    assert not settling.settle(asleep, State.FAILED, DeliveryAttempt.Outcome.FAILED)
    row = OutgoingMail.objects.get()
    assert (row.state, row.claim_token, row.dot_at) == (State.SENDING, awake.claim_token, None)


def test_a_late_answer_settles_what_the_sweep_called_uncertain(db: None, sink: Sink) -> None:
    """The sender was asleep after the dot; its 250 is still the truth, and no second copy goes."""
    queued(kind="test_wait")
    mail = claiming.claim()
    assert mail is not None
    assert sender.commit_dot(mail)
    OutgoingMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    draining.sweep()
    assert OutgoingMail.objects.get().state == State.UNCERTAIN

    assert settling.settle(mail, State.SENT, DeliveryAttempt.Outcome.SENT, code=250, sent_at=timezone.now())

    assert OutgoingMail.objects.get().state == State.SENT
    assert sink.accepted == []


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


def test_one_receiver_in_each_dialogue(db: None, sink: Sink) -> None:
    """R12"""
    for number in range(5):
        queued(f"test:{number}", to=f"person{number}@example.com")

    while OutgoingMail.objects.due().exists():
        draining.drain()

    assert [len(dialogue.receivers) for dialogue in sink.dialogues] == [1] * 5
    assert all(taken.message["Bcc"] is None and taken.message["Cc"] is None for taken in sink.accepted)


def test_one_connection_for_many_mails(db: None, sink: Sink) -> None:
    for number in range(5):
        queued(f"test:{number}", to=f"person{number}@example.com")

    draining._send_all(float("inf"))

    assert (len(sink.accepted), sink.connections) == (5, 1)


def test_a_connection_that_died_meanwhile_is_made_again(db: None, sink: Sink) -> None:
    sink.script("person1@example.com", Fault("rcpt", "450 busy", reset=True))
    for number in range(3):
        queued(f"test:{number}", to=f"person{number}@example.com")

    draining._send_all(float("inf"))

    assert OutgoingMail.objects.sent().count() == 3
    assert sink.connections == 2


def five_receivers() -> list[str]:
    receivers = [f"person{number}@example.com" for number in range(5)]
    for receiver in receivers:
        queued(receiver, to=receiver)
    return receivers


def states_in_order() -> list[str]:
    return list(OutgoingMail.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.parametrize("wait", [0, 2], ids=["breaks", "falls silent"])
@pytest.mark.parametrize("dropped", [[0], [2], [0, 1, 3, 4]], ids=str)
def test_a_line_that_ends_at_one_receiver_ends_that_mails_try_alone(
    db: None, sink: Sink, monkeypatch: pytest.MonkeyPatch, wait: int, dropped: list[int]
) -> None:
    """On a new connection and on an old one; what stands behind goes in the same drain."""
    monkeypatch.setattr(smtp, "COMMAND", 0.2)
    receivers = five_receivers()
    for number in dropped:
        sink.script(receivers[number], *[Fault("rcpt", "450 x", reset=not wait, wait=wait)] * 2)

    draining._send_all(float("inf"))

    assert states_in_order() == [State.RETRY if at in dropped else State.SENT for at in range(5)]
    if wait:
        assert set(OutgoingMail.objects.exclude(error="").values_list("error", flat=True)) == {
            "The relay did not answer in time."
        }
        # it was not asked a second time, while the others wait
        assert all(len(dialogue.receivers) == 1 for dialogue in sink.dialogues)
        assert len(sink.dialogues) == 5


def test_a_relay_that_drops_every_line_is_let_go_after_three(db: None, sink: Sink) -> None:
    """So that the rest of the queue keeps its first try."""
    for receiver in five_receivers():
        sink.script(receiver, *[Fault("rcpt", "450 x", reset=True)] * 2)

    draining._send_all(float("inf"))

    assert states_in_order() == [State.RETRY] * 3 + [State.QUEUED] * 2


def test_secret_letters_are_wiped_in_the_commit_that_ends_them(db: None, sink: Sink) -> None:
    link = "http://localhost:8000/my/enter/the-token/"

    mail = sent(queued(kind="test_secret", context={"name": "A", "link": link}))

    assert "the-token" in sink.accepted[0].text()
    assert (mail.state, mail.text, mail.html, mail.attachments) == (State.SENT, "", "", [])


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_relay_is_spoken_to(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R2: the socket itself refuses to work inside a transaction."""
    for name in ("sendall", "connect"):
        monkeypatch.setattr(socket, "socket", _watched(socket.socket, name))
    with transaction.atomic():
        mail = queued()

    assert sent(mail).state == State.SENT


def _watched(plain: Any, name: str) -> Any:
    class Watched(plain):
        pass

    def refuse_in_transaction(self: Any, *args: Any) -> Any:
        assert not connection.in_atomic_block
        return getattr(plain, name)(self, *args)

    setattr(Watched, name, refuse_in_transaction)
    return Watched


@pytest.mark.django_db(transaction=True)
def test_queueing_speaks_to_no_relay_and_to_no_broker_inside_the_transaction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """R2"""

    def refuse(*args: Any) -> None:
        raise AssertionError("a socket was opened inside the transaction")

    with transaction.atomic():
        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket.socket, "sendall", refuse)
        queued()
        monkeypatch.undo()

    assert OutgoingMail.objects.count() == 1


def test_what_is_due_longest_goes_first(db: None) -> None:
    now = timezone.now()
    for key, minutes in [("b", 2), ("c", 1), ("a", 3)]:
        queued(key)
        OutgoingMail.objects.filter(dedupe_key=key).update(not_before=now - timedelta(minutes=minutes))

    assert [mail.dedupe_key for mail in iter(claiming.claim, None)] == ["a", "b", "c"]


def test_what_is_of_use_only_briefly_goes_first(db: None) -> None:
    """A link to sign in does not wait behind a thousand letters that somebody released at once."""
    past = timezone.now() - timedelta(hours=1)
    queued("long due")
    OutgoingMail.objects.update(not_before=past, due_since=past)
    with registered(BRIEF):
        queued("brief", kind=BRIEF.code)
        queued("brief, and later", kind=BRIEF.code, not_before=timedelta(minutes=5))

        assert [mail.dedupe_key for mail in iter(claiming.claim, None)] == ["brief", "long due"]


def test_the_commit_before_the_dot_makes_the_lease_whole_again(db: None) -> None:
    queued()
    mail = claiming.claim()
    assert mail
    OutgoingMail.objects.update(lease_until=timezone.now() + timedelta(seconds=1))

    assert sender.commit_dot(mail)

    mail.refresh_from_db()
    assert mail.lease_until
    left = mail.lease_until - timezone.now()
    assert timedelta(seconds=timing.LEASE - 10) < left <= timedelta(seconds=timing.LEASE)
