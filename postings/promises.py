"""What applicants are promised, as rows of a timetable: the same on the posting, the receipt and `/my/`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.words import day_in_words, days_in_words, deadline_in_words
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
        return _("week {week}, {year}").format(week=start.week, year=start.year)
    if start.year == end.year:
        sentence = _("weeks {first}–{last}, {year}")
        return sentence.format(first=start.week, last=end.week, year=start.year)
    return _("week {first} of {first_year} to week {last} of {last_year}").format(
        first=start.week, first_year=start.year, last=end.week, last_year=end.year
    )


def _all(posting: Posting) -> Iterator[Row]:
    if posting.deadline:
        when = deadline_in_words(posting.deadline, posting.time_zone)
        yield Row("deadline", _("Apply by"), when, posting.deadline)
    if posting.read_by:
        what = _("Every application is read by")
        yield Row("read", what, day_in_words(posting.read_by), posting.read_by)
    if posting.interviews_from:
        yield _interviews(posting.interviews_from, posting.interviews_to or posting.interviews_from)
    if posting.told_by:
        what = _("Everyone is invited, or told by e-mail, by")
        yield Row("told", what, day_in_words(posting.told_by), posting.told_by)
    if posting.decided_by:
        yield Row("decided", _("Decided by"), day_in_words(posting.decided_by), posting.decided_by)
    if posting.starts_on:
        yield Row("start", _("You start"), day_in_words(posting.starts_on), posting.starts_on)


def _interviews(first: date, last: date) -> Row:
    when = _("in {weeks}").format(weeks=weeks_in_words(first, last))
    return Row("interviews", _("Interviews and assessments"), when, last, days_in_words(first, last))


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
        row = replace(row, what=_("Closed on"), when=day_in_words(last_day(posting)))
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
        return _("closes today") if days <= 0 else _("closes tomorrow")
    return ngettext("closes in {count} day", "closes in {count} days", days).format(count=days)
