"""Sending one mail: what goes out, what each answer of the relay leads to."""

import email
import email.policy
import socket
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from mail import draining, kinds, message, outbox, sender, timing
from mail.backend import RefusingBackend
from mail.models import DeliveryAttempt, OutgoingMail, State
from mail.outbox import Attachment
from tests.mail.kinds import a_kind, queued, registered
from tests.mail.sink import Fault, Sink

TO = "amina@example.com"


def sent(mail: OutgoingMail) -> OutgoingMail:
    draining.drain()
    mail.refresh_from_db()
    return mail


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


def test_text_and_html_say_the_same(db: None, sink: Sink) -> None:
    """A15"""
    queued(context={"name": "Åse Ærø", "link": "http://localhost:8000/my/?a=1&b=2"})

    draining.drain()

    taken = sink.accepted[0]
    assert taken.message.get_content_type() == "multipart/alternative"
    for fact in ("Åse Ærø", "this is a letter."):
        assert fact in taken.text()
        assert fact in taken.text("html")
    assert "http://localhost:8000/my/?a=1&b=2" in taken.text()
    assert 'href="http://localhost:8000/my/?a=1&amp;b=2"' in taken.text("html")
    assert taken.data.isascii()


def test_a_calendar_invitation_is_the_last_alternative_and_a_file(db: None, sink: Sink) -> None:
    ics = "BEGIN:VCALENDAR\r\nSUMMARY:Møde\r\nEND:VCALENDAR\r\n".encode()
    kind = 'text/calendar; method="REQUEST"'
    queued(
        attachments=[
            Attachment("invite.ics", kind, ics, as_alternative=True),
            Attachment("invite.ics", kind, ics),
        ]
    )

    draining.drain()

    mixed = sink.accepted[0].message
    alternative, attached = list(mixed.iter_parts())
    last = list(alternative.iter_parts())[-1]
    assert (mixed.get_content_type(), alternative.get_content_type()) == (
        "multipart/mixed",
        "multipart/alternative",
    )
    for part in (last, attached):
        assert part.get_content_type() == "text/calendar"
        assert part["Content-Type"].params["method"] == "REQUEST"
        assert "charset" not in part["Content-Type"].params
        assert part.get_payload(decode=True) == ics
    assert attached.get_filename() == "invite.ics"


def test_a_line_that_starts_with_a_dot_arrives_whole(db: None, sink: Sink) -> None:
    mail = queued()
    OutgoingMail.objects.filter(pk=mail.pk).update(text="one\n.\n..two\n.\nend\n")

    draining.drain()

    assert sink.accepted[0].text().splitlines() == ["one", ".", "..two", ".", "end"]


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


@pytest.mark.parametrize("attempt, minutes", [(1, 1), (2, 5), (3, 15), (4, 60), (5, 240), (9, 240)])
def test_the_pause_grows(attempt: int, minutes: int) -> None:
    """R10: 1, 5, 15, 60 minutes, then 4 hours, each 20 % more or less."""
    pauses = [timing.pause(attempt) for _ in range(200)]

    assert min(pauses) >= timedelta(minutes=minutes * 0.8)
    assert max(pauses) <= timedelta(minutes=minutes * 1.2)
    assert max(pauses) - min(pauses) > timedelta(minutes=minutes * 0.1)


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


def test_no_answer_after_the_dot_in_time(db: None, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "AFTER_DOT", 0.2)
    monkeypatch.setattr(sender, "GIVE_UP", 3)
    sink.script(TO, Fault("after_dot", wait=5, accepted=True))

    assert sent(queued(kind="test_wait")).state == State.UNCERTAIN


def test_the_watchdog_ends_a_dialogue_that_drips(
    db: None, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R14: whatever the relay does, a row is given up before its lease ends."""
    monkeypatch.setattr(sender, "GIVE_UP", 0.3)
    sink.script(TO, Fault("rcpt", wait=5))

    mail = sent(queued())

    assert mail.state == State.RETRY


def test_the_times_are_in_order(settings: Any) -> None:
    """R14"""
    visibility = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]

    assert timing.COMMAND < timing.AFTER_DOT < timing.GIVE_UP < timing.LEASE < visibility
    assert (timing.COMMAND, timing.AFTER_DOT, timing.GIVE_UP, timing.LEASE) == (30, 600, 660, 720)
    assert visibility > draining.BUDGET + timing.GIVE_UP


def test_a_zombie_does_not_send(db: None, sink: Sink) -> None:
    """Step 4: its lease is over, so it resets the dialogue and stops."""
    queued()
    mail = sender.claim()
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
    asleep = sender.claim()
    assert asleep
    OutgoingMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    while draining._take_back_one():
        pass
    awake = sender.claim()
    assert awake

    assert not sender.commit_dot(asleep)
    assert not sender.settle(asleep, State.FAILED, DeliveryAttempt.Outcome.FAILED)
    row = OutgoingMail.objects.get()
    assert (row.state, row.claim_token, row.dot_at) == (State.SENDING, awake.claim_token, None)


def test_a_late_answer_settles_what_the_sweep_called_uncertain(db: None, sink: Sink) -> None:
    """The sender was asleep after the dot; its 250 is still the truth, and no second copy goes."""
    queued(kind="test_wait")
    mail = sender.claim()
    assert mail is not None
    assert sender.commit_dot(mail)
    OutgoingMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    draining.sweep()
    assert OutgoingMail.objects.get().state == State.UNCERTAIN

    assert sender.settle(mail, State.SENT, DeliveryAttempt.Outcome.SENT, code=250, sent_at=timezone.now())

    assert OutgoingMail.objects.get().state == State.SENT
    assert sink.accepted == []


def test_gone_reason_cancels(db: None, sink: Sink) -> None:
    """R13"""
    with registered(a_kind("test_guarded", guard=lambda mail: f"{mail.about} was reversed.")):
        mail = sent(queued(kind="test_guarded"))

    assert (mail.state, mail.error) == (State.CANCELLED, "application:1 was reversed.")
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


def test_a_mail_past_its_use_is_cancelled_with_a_record(db: None, sink: Sink) -> None:
    """R8"""
    with registered(a_kind("test_brief", useful_for=timedelta(hours=6))):
        late, fresh = queued("late", kind="test_brief"), queued("fresh", kind="test_brief")
        OutgoingMail.objects.filter(pk=late.pk).update(due_since=timezone.now() - timedelta(hours=7))
        draining.drain()

    late.refresh_from_db()
    fresh.refresh_from_db()
    assert (late.state, late.error) == (State.CANCELLED, "It was due too long ago to be of any use.")
    assert fresh.state == State.SENT


def test_a_mail_that_cannot_be_built_fails_at_once(db: None, sink: Sink) -> None:
    """S47: the newline that slipped past the input is a permanent failure, never retried."""
    mail = queued()
    OutgoingMail.objects.filter(pk=mail.pk).update(
        attachments=[
            {"filename": "a\r\nBcc: b@x.dk", "content_type": "a/b", "content": "", "as_alternative": False}
        ]
    )

    assert sent(mail).state == State.FAILED
    assert sink.dialogues == []


@pytest.mark.parametrize(
    "field, value",
    [("subject", "Hi\r\nBcc: b@example.com"), ("to", "a@example.com\r\nRCPT TO:<b@example.com>"),
     ("from_name", "Us\nBcc: b@example.com"), ("message_id", "<a@b>\r\nBcc: b@example.com")],
)  # fmt: skip
def test_a_newline_reaches_no_header_and_no_command(db: None, sink: Sink, field: str, value: str) -> None:
    """V28: we do not lean on the standard library alone, and not on our own input checks alone."""
    mail = queued()
    OutgoingMail.objects.filter(pk=mail.pk).update(**{field: value})

    sent(mail)

    for dialogue in sink.dialogues:
        assert dialogue.receivers == [TO]
    for taken in sink.accepted:
        assert "b@example.com" not in (taken.message["Bcc"] or "")


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


def test_secret_letters_are_wiped_in_the_commit_that_ends_them(db: None, sink: Sink) -> None:
    link = "http://localhost:8000/my/enter/the-token/"

    mail = sent(queued(kind="test_secret", context={"name": "A", "link": link}))

    assert "the-token" in sink.accepted[0].text()
    assert (mail.state, mail.text, mail.html, mail.attachments) == (State.SENT, "", "", [])


def test_bodies_go_30_days_after_the_end(db: None, sink: Sink) -> None:
    old, fresh, held = sent(queued("old")), sent(queued("fresh")), queued("held", not_before=outbox.HELD)
    OutgoingMail.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=31))

    assert outbox.erase_old_bodies() == 1

    assert list(OutgoingMail.objects.exclude(text="").order_by("id")) == [fresh, held]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_relay_is_spoken_to(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R2: the socket itself refuses to work inside a transaction."""
    from django.db import transaction

    for name in ("sendall", "connect"):
        monkeypatch.setattr(socket, "socket", _watched(socket.socket, name))
    with transaction.atomic():
        mail = queued()

    assert sent(mail).state == State.SENT


def _watched(plain: Any, name: str) -> Any:
    class Watched(plain):  # type: ignore[misc]
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
    from django.db import transaction

    def refuse(*args: Any) -> None:
        raise AssertionError("a socket was opened inside the transaction")

    with transaction.atomic():
        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket.socket, "sendall", refuse)
        queued()
        monkeypatch.undo()

    assert OutgoingMail.objects.count() == 1


def test_djangos_own_way_of_sending_is_closed(settings: Any) -> None:
    from django.core.mail import EmailMessage, get_connection

    with pytest.raises(RuntimeError, match="outbox"):
        RefusingBackend().send_messages([EmailMessage()])
    assert get_connection("mail.backend.RefusingBackend") is not None


def test_without_a_relay_each_mail_is_one_file(db: None, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL, settings.DATA_DIR = "", tmp_path

    mail = sent(queued())

    assert mail.state == State.SENT
    assert [path.name for path in (tmp_path / "mail").iterdir()] == [f"{mail.message_id.strip('<>')}.eml"]
    assert b"Dear Amina Example" in next((tmp_path / "mail").iterdir()).read_bytes()


def test_a_folder_that_cannot_be_written_is_tried_again(db: None, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    settings.EMAIL_URL, settings.DATA_DIR = "", tmp_path

    assert sent(queued()).state == State.RETRY


def test_built_bytes_are_one_line_a_header(db: None) -> None:
    data = message.build(queued(headers={"Reply-To": "Contact <hr@example.com>"}))

    assert b"\r\nReply-To: Contact <hr@example.com>\r\n" in data
    assert b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize("length", range(60, 85))
def test_a_subject_of_any_length_is_read_as_it_was_written(db: None, length: int) -> None:
    subject = ("word " * 20)[: length - 1] + "x"
    mail = queued()
    mail.subject = subject

    read = email.message_from_bytes(message.build(mail), policy=email.policy.default)

    assert read["Subject"] == subject


def test_every_kind_says_what_follows_an_uncertain_end() -> None:
    for kind in kinds.all_kinds():
        assert kind.after_uncertain in {"resend", "wait"}
