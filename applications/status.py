"""Where an application stands, as its applicant is told: the state in words, and a place in the timetable."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from core.templatetags.words import moment_in_words
from postings.models import Posting, Stage
from postings.promises import Row, timetable

HERE = {
    Stage.Kind.RECEIVED: "received",
    Stage.Kind.SCREENING: "read",
    Stage.Kind.ASSESSMENT: "interviews",
    Stage.Kind.INTERVIEW: "interviews",
    Stage.Kind.OFFER: "decided",
}


def rows(posting: Posting, *, received: datetime, here: str = "received") -> list[Row]:
    """The posting's promises after the moment at which it was received; `here` falls back on that moment."""
    promised = [row for row in timetable(posting, now=timezone.now(), here=here) if row.key != "deadline"]
    if all(row.state != "here" for row in promised):
        here = "received"
    first = Row(
        "received",
        "We received your application",
        moment_in_words(received, posting.time_zone),
        received.astimezone(posting.zone).date(),
        state="here" if here == "received" else "done",
    )
    return [first, *(row if row.state == "here" else _ahead(row) for row in promised)]


def _ahead(row: Row) -> Row:
    """A day that has passed is no proof that the promise was kept for this one person."""
    return replace(row, state="")
