"""The iCalendar file of an interview (RFC 5545, RFC 5546): one UID, a rising SEQUENCE, REQUEST and CANCEL.

Every receiver gets a file of their own, with nobody else's address in it.
"""

from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Literal

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from interviews.models import Interview
from mail.outbox import Attachment

Method = Literal["REQUEST", "CANCEL"]


def organiser_address() -> str:
    """The bare address that our mails come from: calendars accept changes from the organiser only."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def invitation(
    interview: Interview, *, method: Method, summary: str, description: str, to: str, name: str
) -> bytes:
    """The file for one receiver. Times are in UTC, which every calendar shows in its owner's zone."""
    sender = organiser_address()
    event = Event()
    event.add("uid", f"{interview.uid}@{sender.rpartition('@')[2]}")
    event.add("sequence", interview.sequence)
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", interview.during.lower.astimezone(UTC))
    event.add("dtend", interview.during.upper.astimezone(UTC))
    event.add("summary", summary)
    event.add("description", description)
    event.add("location", interview.where)
    if interview.link:
        event.add("url", interview.link)
    event.add("status", "CONFIRMED" if method == "REQUEST" else "CANCELLED")
    organiser = vCalAddress(f"mailto:{sender}")
    event["organizer"] = organiser
    attendee = vCalAddress(f"mailto:{to}")
    attendee.params["cn"] = vText(" ".join(name.split()))
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    attendee.params["rsvp"] = vText("TRUE")
    event["attendee"] = attendee
    calendar = Calendar()
    calendar.add("prodid", "-//Recruitment//Interviews//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical()


def attachments(content: bytes, *, method: Method) -> list[Attachment]:
    """As an alternative of the text, which calendars act on, and as a file, which people can open."""
    return [
        Attachment("invite.ics", f'text/calendar; method="{method}"', content, as_alternative=True),
        Attachment("invite.ics", "application/ics", content),
    ]
