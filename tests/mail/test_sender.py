"""Sending one mail: what each answer of the relay leads to."""

import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from mail import claiming, draining, sender, settling, timing
from mail.models import DeliveryAttempt, OutgoingMail, State
from mail.outbox import Attachment
from tests.mail.kinds import TO, outcomes, queued, sent
from tests.mail.sink import Fault, Sink


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


def test_secret_letters_are_wiped_in_the_commit_that_ends_them(db: None, sink: Sink) -> None:
    link = "http://localhost:8000/my/enter/the-token/"

    mail = sent(queued(kind="test_secret", context={"name": "A", "link": link}))

    assert "the-token" in sink.accepted[0].text()
    assert (mail.state, mail.text, mail.html, mail.attachments) == (State.SENT, "", "", [])


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
