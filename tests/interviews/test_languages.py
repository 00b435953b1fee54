"""Each who is told of an interview reads it in their own language, in the mail and in the calendar."""

import base64

import icalendar
import pytest
import vobject

from accounts.models import User
from core.languages import speaking
from interviews import booking
from mail.models import OutgoingMail
from tests.factories import ApplicationFactory, PostingFactory
from tests.interviews.plans import at, booked, plan

pytestmark = pytest.mark.django_db


def calendar_of(mail: OutgoingMail) -> bytes:
    return base64.b64decode(mail.attachments[0]["content"])


def test_the_applicant_reads_danish_and_the_panel_english(manager: User) -> None:
    posting = PostingFactory(title="Driftschef", language="da")
    application = ApplicationFactory(posting=posting, name="Amina Example", language="da")

    booked(application, manager)

    ours, theirs = OutgoingMail.objects.order_by("to_user")  # the applicant is no user, and last
    assert (theirs.language, theirs.subject) == ("da", "Samtale: Driftschef")
    assert "Hvor længe: 60 minutter" in theirs.text
    assert "(København)" in theirs.text
    assert (ours.language, ours.subject) == ("en", "Interview: Amina Example, Driftschef")
    assert "How long: 60 minutes" in ours.text


def test_a_calendar_in_danish_as_two_parsers_read_it(manager: User) -> None:
    posting = PostingFactory(title="Driftschef på Sjælland")
    booked(ApplicationFactory(posting=posting, language="da"), manager, message="Vi glæder os.")
    content = calendar_of(OutgoingMail.objects.get(to_user=None))

    first = icalendar.Calendar.from_ical(content)
    second = vobject.readOne(content.decode())

    event = first.walk("VEVENT")[0]
    assert first["prodid"] == second.prodid.value == "-//Recruitment//Interviews//DA"
    assert event["summary"] == second.vevent.summary.value == "Samtale: Driftschef på Sjælland"
    assert event["summary"].params["language"] == "da"
    assert event["description"] == second.vevent.description.value == f"Med {manager.name}.\n\nVi glæder os."
    assert event.decoded("dtstart") == second.vevent.dtstart.value == at(3, 10)


def test_a_change_says_the_time_before_in_the_language_of_each(manager: User) -> None:
    interview = booked(ApplicationFactory(language="da"), manager)
    OutgoingMail.objects.update(state="sent", dot_at=at(0, 1), sent_at=at(0, 1), ended_at=at(0, 1))

    with speaking("da"):
        booking.move(interview, plan=plan(manager, starts_at=at(5, 8)), by=manager, version=0)

    ours, theirs = OutgoingMail.objects.filter(revision=1).order_by("to_user")
    assert "\nFør: " in theirs.text
    assert "\nBefore: " in ours.text
