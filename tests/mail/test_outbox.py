"""Writing a mail, and what people may do with it before it goes."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from audit.models import Entry
from core.errors import DomainError
from core.languages import speaking
from mail import identity, outbox
from mail.models import OutgoingMail, State
from mail.outbox import HELD, Attachment
from tests.mail.kinds import TO, into, queued, sent
from tests.mail.sink import Fault, Sink
from tests.races import before_statement, race
from tests.without import without_unique


@pytest.mark.django_db(transaction=True)
def test_queue_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        queued()


def test_words_made_in_another_language_than_the_receivers_are_refused(db: None) -> None:
    with pytest.raises(RuntimeError, match="in the language of who gets it"):
        queued(language="da")

    with speaking("da"):
        mail = queued(language="da")
    assert '<html lang="da"' in mail.html


def test_queue_renders_at_insert_and_is_due_at_once(db: None) -> None:
    mail = queued()

    assert mail.subject == "A letter for Amina Example"
    assert "Dear Amina Example,\n\nthis is a letter.\n\nOpen it: http://localhost:8000/my/" in mail.text
    assert 'href="http://localhost:8000/my/"' in mail.html
    assert list(OutgoingMail.objects.due()) == [mail]
    assert mail.message_id.endswith("@example.com>")


def test_queue_twice_is_one_row_with_the_first_text(db: None) -> None:
    first = queued()

    second = queued(context={"name": "Somebody Else", "link": "http://localhost:8000/my/"})

    assert second == first
    assert second.subject == "A letter for Amina Example"


def test_held_waits_for_a_person_and_later_for_its_time(db: None) -> None:
    held = queued("held", not_before=HELD)
    later = queued("later", not_before=timedelta(minutes=10))

    assert list(OutgoingMail.objects.held()) == [held]
    assert list(OutgoingMail.objects.waiting()) == [later]
    assert not OutgoingMail.objects.due().exists()
    assert abs((later.not_before - timezone.now()).total_seconds() - 600) < 5


@pytest.mark.parametrize(
    "evil", ["a@example.com\nBcc: b@example.com", "a@example.com\r", "a@example.com\x00"]
)
def test_line_break_in_an_address_is_refused_at_input(db: None, evil: str) -> None:
    """S47"""
    with pytest.raises(DomainError):
        queued(to=evil)


@pytest.mark.parametrize("evil", ["a.ics\nX: y", "a\r.ics", "a\x00.ics"])
def test_line_break_in_an_attachment_s_header_is_refused_at_input(db: None, evil: str) -> None:
    """S47"""
    for attachment in (Attachment(evil, "text/calendar", b""), Attachment("a.ics", f"text/{evil}", b"")):
        with pytest.raises(DomainError):
            queued(attachments=[attachment])


@pytest.mark.parametrize("evil", ["x\r\nBcc: a@example.com", "x\x00"])
def test_line_break_in_a_header_is_refused_at_input(db: None, evil: str) -> None:
    """S47"""
    with pytest.raises(DomainError):
        queued(headers={"Reply-To": evil})


def test_a_caller_adds_no_receiver(db: None) -> None:
    """R12"""
    with pytest.raises(ValueError, match="Bcc"):
        queued(headers={"Bcc": "b@example.com"})


def test_line_break_in_a_name_stays_out_of_the_subject(db: None) -> None:
    mail = queued(context={"name": "Amina\r\nBcc: b@example.com", "link": "http://localhost:8000/my/"})

    assert "\n" not in mail.subject


@pytest.mark.parametrize("stored", ["Our\nhouse", "Our\r\nhouse\x00", " Our\u2028house "])
def test_a_line_break_in_the_name_of_the_house_stops_no_mail(db: None, stored: str) -> None:
    """S47: however it came there."""
    before = list(identity._namer)
    identity.register(lambda: stored)
    try:
        assert queued().from_name == "Our house"
    finally:
        identity._namer[:] = before


def test_wrong_names_are_a_mistake_of_the_caller(db: None) -> None:
    with pytest.raises(ValueError, match="link"):
        queued(context={"name": "Amina"})


def test_cancel_what_waits(db: None, recruiter: Any) -> None:
    mail = queued()

    assert outbox.cancel(dedupe_key="test:1", by=recruiter, why="Undone") is True
    assert outbox.cancel(dedupe_key="test:1", by=recruiter, why="Undone") is True

    mail.refresh_from_db()
    assert (mail.state, mail.error) == (State.CANCELLED, "Undone")
    assert Entry.objects.filter(action="mail.cancelled").count() == 1


def test_cancel_what_is_not_there(db: None, recruiter: Any) -> None:
    assert outbox.cancel(dedupe_key="nothing", by=recruiter, why="Undone") is True


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNCERTAIN])
def test_what_has_gone_is_not_called_back(db: None, recruiter: Any, state: str) -> None:
    mail = queued()
    into(mail, state)

    with pytest.raises(DomainError, match="gone"):
        outbox.cancel(dedupe_key="test:1", by=recruiter, why="Undone")
    with pytest.raises(DomainError, match="gone"):
        outbox.hold(mail, by=recruiter)

    mail.refresh_from_db()
    assert mail.state == state


def test_hold_and_release(db: None, recruiter: Any) -> None:
    mail = queued(not_before=timedelta(minutes=10))

    assert outbox.hold(mail, by=recruiter).is_held
    outbox.hold(mail, by=recruiter)
    outbox.release(mail, by=recruiter)

    assert list(OutgoingMail.objects.due()) == [mail]
    assert list(Entry.objects.order_by("id").values_list("action", flat=True)) == [
        "mail.held",
        "mail.released",
    ]


@pytest.mark.parametrize("state", [State.FAILED, State.UNCERTAIN])
def test_send_again_reuses_the_row(db: None, recruiter: Any, state: str) -> None:
    """R4: same row, same Message-ID."""
    mail = queued()
    into(mail, state)

    again = outbox.send_again(mail, by=recruiter)

    assert (again.pk, again.message_id, again.state) == (mail.pk, mail.message_id, State.QUEUED)
    assert list(OutgoingMail.objects.due()) == [mail]


def test_what_is_sent_again_is_the_next_attempt_at_the_same_mail(
    db: None, sink: Sink, recruiter: Any
) -> None:
    """R4: one row, attempt + 1, one Message-ID."""
    sink.script(TO, Fault("rcpt", "550 no"))
    failed = sent(queued())

    arrived = sent(outbox.send_again(failed, by=recruiter))

    assert (failed.state, arrived.state) == (State.FAILED, State.SENT)
    assert (failed.attempt, arrived.attempt) == (1, 2)
    assert sink.answered == [failed.message_id]
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("state", [State.SENT, State.CANCELLED])
def test_send_again_only_what_may_not_have_arrived(db: None, recruiter: Any, state: str) -> None:
    mail = queued()
    into(mail, state)

    with pytest.raises(DomainError):
        outbox.send_again(mail, by=recruiter)


def test_edit_a_held_letter(db: None, recruiter: Any) -> None:
    mail = queued(not_before=HELD)

    outbox.edit(
        mail, subject="New", body="Another text: https://example.com/x", by=recruiter, version=mail.version
    )

    mail.refresh_from_db()
    assert mail.subject == "New"
    assert 'href="https://example.com/x"' in mail.html


def test_another_text_has_a_date_of_its_own(db: None, recruiter: Any, sink: Sink) -> None:
    """Only copies of one text share the Date of the first try."""
    edited, written = queued("edited"), queued("written")
    OutgoingMail.objects.update(first_tried_at=timezone.now() - timedelta(days=3))
    held = outbox.hold(edited, by=recruiter)
    outbox.edit(held, subject="Another", body="text", by=recruiter, version=held.version)
    outbox.cancel(dedupe_key="written", by=recruiter, why="")
    context = {"name": "Amina Example", "link": "http://localhost:8000/my/"}
    outbox.write_again(dedupe_key="written", to=written.to, language="en", context=context, by=recruiter)

    assert set(OutgoingMail.objects.values_list("first_tried_at", flat=True)) == {None}


def test_edit_a_letter_that_goes_by_itself_is_refused(db: None, recruiter: Any) -> None:
    with pytest.raises(DomainError, match="held"):
        outbox.edit(queued(), subject="New", body="x", by=recruiter, version=0)


def test_a_secret_letter_is_wiped_when_cancelled(db: None, recruiter: Any) -> None:
    queued(kind="test_secret")

    outbox.cancel(dedupe_key="test:1", by=recruiter, why="Undone")

    assert OutgoingMail.objects.get().text == ""


def queue_from_eight_threads(key: str) -> list[OutgoingMail | Exception]:
    """Each has looked, and found no such mail, before the first writes one."""
    looked = threading.Barrier(8)

    def work(*_: int) -> OutgoingMail:
        with before_statement("INSERT", lambda: looked.wait(30)), transaction.atomic():
            return queued(key)

    return race(work)[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "key", ["reject:1:1", "invite:1:0:a@example.com", "remind:1:1:72h", "receipt:1:1"], ids=str
)
def test_eight_threads_queue_one_row(key: str) -> None:
    """R4"""
    found = queue_from_eight_threads(key)

    assert found == [OutgoingMail.objects.get()] * 8


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_key_eight_threads_queue_several() -> None:
    """R4's twin: a second row is committed, or its thread has seen it beside another's and stopped."""
    with without_unique(OutgoingMail, "dedupe_key"):
        found = queue_from_eight_threads("reject:1:1")
        rows = OutgoingMail.objects.count()

    assert rows > 1 or any(isinstance(one, OutgoingMail.MultipleObjectsReturned) for one in found)


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_mail() -> None:
    """R1, F10: raised after the insert, in 50 variants of how much else happened."""
    for number in range(50):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            for more in range(number % 5 + 1):
                queued(f"rolled-back:{number}:{more}", not_before=HELD if number % 2 else None)
            _ = 1 / 0

    assert OutgoingMail.objects.count() == 0


def test_bodies_go_30_days_after_the_end(db: None, sink: Sink) -> None:
    old, fresh, held = sent(queued("old")), sent(queued("fresh")), queued("held", not_before=HELD)
    OutgoingMail.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=31))

    assert outbox.erase_old_bodies() == 1

    assert list(OutgoingMail.objects.exclude(text="").order_by("id")) == [fresh, held]
