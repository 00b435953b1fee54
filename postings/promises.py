"""What applicants are promised, as rows of a timetable: the same on the posting, the receipt and `/my/`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy

from core.words import day_in_words, deadline_in_words
from postings.models import Posting

# The fields of a posting that hold a promised day, as the desk calls them.
DAY_LABELS = {
    "deadline": gettext_lazy("Last day to apply"),
    "read_by": gettext_lazy("Every application is read by"),
    "told_by": gettext_lazy("Everyone is invited or told by"),
    "interviews_from": gettext_lazy("Interviews from"),
    "interviews_to": gettext_lazy("Interviews to"),
    "decided_by": gettext_lazy("Decided by"),
    "starts_on": gettext_lazy("The work starts on"),
}


@dataclass(frozen=True)
class Row:
    """`day` is the last local day on which the promise can be kept; `closes` an instant to count down to."""

    key: str
    what: str
    when: str
    day: date
    note: str = ""
    state: str = ""  # "", "done" or "here"
    closes: datetime | None = None


def weeks_in_words(first: date, last: date) -> str:
    """ISO weeks: "weeks 9–11, 2027", "week 9, 2027", "week 53 of 2026 to week 1 of 2027"."""
    start, end = first.isocalendar(), last.isocalendar()
    if (start.year, start.week) == (end.year, end.week):
        return f"week {start.week}, {start.year}"
    if start.year == end.year:
        return f"weeks {start.week}–{end.week}, {start.year}"
    return f"week {start.week} of {start.year} to week {end.week} of {end.year}"


def _all(posting: Posting) -> Iterator[Row]:
    if posting.deadline:
        when = deadline_in_words(posting.deadline, posting.time_zone)
        yield Row("deadline", "Apply by", when, posting.deadline)
    if posting.read_by:
        yield Row("read", "Every application is read by", day_in_words(posting.read_by), posting.read_by)
    if posting.interviews_from:
        yield _interviews(posting.interviews_from, posting.interviews_to or posting.interviews_from)
    if posting.told_by:
        what = "Everyone is invited, or told by e-mail, by"
        yield Row("told", what, day_in_words(posting.told_by), posting.told_by)
    if posting.decided_by:
        yield Row("decided", "Decided by", day_in_words(posting.decided_by), posting.decided_by)
    if posting.starts_on:
        yield Row("start", "You start", day_in_words(posting.starts_on), posting.starts_on)


def _interviews(first: date, last: date) -> Row:
    note = day_in_words(last)
    if first != last:
        year = f" {first.year}" if first.year != last.year else ""
        note = f"{first:%A} {first.day} {first:%B}{year} to {note}"
    return Row("interviews", "Interviews and assessments", f"in {weeks_in_words(first, last)}", last, note)


def timetable(posting: Posting, *, now: datetime, here: str = "") -> list[Row]:
    """The promises in the order of their days. `here` is the key of the row at which the reader stands."""
    rows = sorted(_all(posting), key=lambda row: row.day)
    return [_placed(row, posting=posting, now=now, here=here) for row in rows]


def _placed(row: Row, *, posting: Posting, now: datetime, here: str) -> Row:
    if row.key == "deadline":
        row = _end(row, posting=posting, now=now)
    elif row.day < now.astimezone(posting.zone).date():
        row = replace(row, state="done")
    return replace(row, state="here") if row.key == here else row


def _end(row: Row, *, posting: Posting, now: datetime) -> Row:
    if posting.is_open(now):
        return replace(row, closes=posting.ends_at)
    if posting.ends_at is None or now < posting.ends_at:
        return row
    if posting.ends_at == posting.closed_at:
        row = replace(row, what="Closed on", when=day_in_words(last_day(posting)))
    return replace(row, state="done")


def last_day(posting: Posting) -> date | None:
    """The deadline, or the day on which it was closed by hand."""
    if posting.closed_at and posting.closed_at == posting.ends_at:
        return posting.closed_at.astimezone(posting.zone).date()
    return posting.deadline


def closes_in_words(posting: Posting, *, now: datetime) -> str:
    """How long there is for a glance: whole days of the posting's own calendar."""
    if posting.deadline is None:
        return ""
    days = (posting.deadline - now.astimezone(posting.zone).date()).days
    if days <= 1:
        return "closes today" if days <= 0 else "closes tomorrow"
    return f"closes in {days} days"
