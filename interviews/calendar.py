"""The iCalendar file of an interview (RFC 5545, RFC 5546): one UID, a rising SEQUENCE, REQUEST and CANCEL.

Every receiver gets a file of their own, with nobody else's address in it.
"""

from datetime import UTC, datetime
from typing import Literal

from icalendar import Calendar, Event, vCalAddress, vText

from interviews.models import Interview
from mail import identity
from mail.outbox import Attachment

Method = Literal["REQUEST", "CANCEL"]


def invitation(
    interview: Interview,
    *,
    method: Method,
    sequence: int,
    summary: str,
    description: str,
    language: str,
    to: str,
    name: str,
) -> bytes:
    """The file for one receiver. Times are in UTC, which every calendar shows in its owner's zone."""
    sender = identity.address()  # calendars accept changes from the organiser only
    event = Event()
    event.add("uid", f"{interview.uid}@{sender.rpartition('@')[2]}")
    event.add("sequence", sequence)
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", interview.during.lower.astimezone(UTC))
    event.add("dtend", interview.during.upper.astimezone(UTC))
    event.add("summary", summary, parameters={"language": language})
    event.add("description", description, parameters={"language": language})
    event.add("location", interview.where)
    if interview.link:
        event.add("url", interview.link)
    event.add("status", "CONFIRMED" if method == "REQUEST" else "CANCELLED")
    event["organizer"] = vCalAddress(f"mailto:{sender}")
    event["attendee"] = _attendee(to, name=name)
    calendar = Calendar()
    calendar.add("prodid", f"-//Recruitment//Interviews//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical()


def _attendee(address: str, *, name: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["cn"] = vText(" ".join(name.split()))
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    attendee.params["rsvp"] = vText("TRUE")
    return attendee


def attachments(content: bytes, *, method: Method) -> list[Attachment]:
    """As an alternative of the text, which calendars act on, and as a file, which people can open."""
    return [
        Attachment("invite.ics", f'text/calendar; method="{method}"', content, as_alternative=True),
        Attachment("invite.ics", "application/ics", content),
    ]
