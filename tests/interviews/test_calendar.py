"""The invitation as two independent parsers read it."""

from typing import Any

import icalendar
import pytest
import vobject

from accounts.models import User
from interviews import booking
from interviews.calendar import invitation
from mail.models import OutgoingMail
from tests.factories import ApplicationFactory
from tests.interviews.plans import at, booked, plan

pytestmark = pytest.mark.django_db


def files(**which: Any) -> list[bytes]:
    import base64

    mails = OutgoingMail.objects.filter(**which).order_by("id")
    return [base64.b64decode(mail.attachments[0]["content"]) for mail in mails]


def test_both_parsers_read_the_same_invitation(manager: User) -> None:
    interview = booked(ApplicationFactory(name="Amina Example"), manager, link="https://meet.example.com/x")
    [content] = files(dedupe_key=f"invitation:{interview.pk}:0:applicant")

    first = icalendar.Calendar.from_ical(content)
    second = vobject.readOne(content.decode())

    event = first.walk("VEVENT")[0]
    assert first["method"] == second.method.value == "REQUEST"
    assert event["uid"] == second.vevent.uid.value == f"{interview.uid}@example.com"
    assert event.decoded("dtstart") == second.vevent.dtstart.value == at(3, 10)
    assert event.decoded("dtend") == second.vevent.dtend.value == at(3, 11)
    assert event["location"] == second.vevent.location.value == "Harbour Road 1, https://meet.example.com/x"
    assert int(event["sequence"]) == int(second.vevent.sequence.value) == 0
    assert event["organizer"] == second.vevent.organizer.value == "mailto:jobs@example.com"


def test_a_move_and_a_cancel_keep_the_uid_and_raise_the_sequence(manager: User) -> None:
    interview = booked(ApplicationFactory(), manager)
    interview = booking.move(interview, plan=plan(manager, starts_at=at(5, 8)), by=manager, version=0)
    booking.cancel(interview, by=manager)

    events = [icalendar.Calendar.from_ical(file) for file in files(dedupe_key__endswith=":applicant")]

    assert [str(calendar["method"]) for calendar in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [int(calendar.walk("VEVENT")[0]["sequence"]) for calendar in events] == [0, 1, 2]
    assert len({str(calendar.walk("VEVENT")[0]["uid"]) for calendar in events}) == 1
    assert str(events[-1].walk("VEVENT")[0]["status"]) == "CANCELLED"


def test_typed_text_adds_no_property(manager: User) -> None:
    """S50: line breaks in what people typed stay text."""
    evil = "Hello\r\nATTENDEE:mailto:evil@example.com\r\nX-EVIL:1"
    interview = booked(ApplicationFactory(), manager, place="Room;1,2", message=evil)

    content = invitation(
        interview,
        method="REQUEST",
        sequence=0,
        summary=evil,
        description=evil,
        language="da",
        to="a@example.com",
        name=evil,
    )

    event = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    assert "X-EVIL" not in event
    assert str(event["attendee"]) == "mailto:a@example.com"
    assert vobject.readOne(content.decode()).vevent.location.value == "Room;1,2"


def test_each_receiver_sees_only_their_own_address(manager: User, interviewer: User) -> None:
    application = ApplicationFactory()
    booked(application, manager, interviewer)

    for mail, content in zip(OutgoingMail.objects.order_by("id"), files(), strict=True):
        others = {manager.email, interviewer.email, application.email} - {mail.to}
        assert not [address for address in others if address in content.decode().replace("\r\n ", "")]
