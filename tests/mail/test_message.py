"""What a mail looks like as bytes, and to whoever reads them."""

import email
import email.policy

import pytest

from mail import draining, message
from mail.models import OutgoingMail, State
from mail.outbox import Attachment
from tests.mail.kinds import TO, queued, sent
from tests.mail.sink import Sink


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
