"""Where an application stands, as its applicant is told: the state in words, and a place in the timetable."""

from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.models import Application, Decision
from core.words import day_in_words, moment_in_words
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
    if here and all(row.state != "here" for row in promised):
        here = "received"
    first = Row(
        "received",
        _("We received your application"),
        moment_in_words(received, posting.time_zone),
        received.astimezone(posting.zone).date(),
        state="here" if here == "received" else "done",
    )
    return [first, *(row if row.state == "here" else _ahead(row) for row in promised)]


def _ahead(row: Row) -> Row:
    """A day that has passed is no proof that the promise was kept for this one person."""
    return replace(row, state="")


def is_over(application: Application) -> bool:
    """As far as its applicant may know: a decision is not yet an answer until they have been told."""
    return _known(application) is not None


def _known(application: Application) -> Decision | None:
    decision = application.decision
    return decision if decision and decision.is_told else None


def in_words(application: Application) -> str:
    decision = _known(application)
    if decision:
        day = day_in_words(timezone.localtime(decision.at, application.posting.zone).date())
        return str(decision.terms.known).format(day=day)
    return _going_on(application.posting, Stage.Kind(application.stage.kind))


def _going_on(posting: Posting, kind: Stage.Kind) -> str:
    if kind == Stage.Kind.RECEIVED and posting.read_by:
        return _("We have it and will read it by {day}.").format(day=day_in_words(posting.read_by))
    if kind == Stage.Kind.RECEIVED:
        return _("We have it.")
    if kind == Stage.Kind.SCREENING:
        return _("We are reading it.") + _hear_by(posting.told_by)
    if kind == Stage.Kind.OFFER:
        return _("We are deciding.") + _hear_by(posting.decided_by)
    return _("We have read it and want to go on.") + _hear_by(posting.told_by)


def _hear_by(day: date | None) -> str:
    """A second sentence, where a day is promised."""
    return " " + _("You hear from us by {day}.").format(day=day_in_words(day)) if day else ""


def rows_of(application: Application, *, is_invited: bool = False) -> list[Row]:
    """`is_invited`: an interview is to come, so its reader is beyond being read, whatever the stage."""
    here = "" if is_over(application) else HERE[Stage.Kind(application.stage.kind)]
    if is_invited and here in {"received", "read"} and application.posting.interviews_from:
        here = "interviews"
    return rows(application.posting, received=application.submitted_at, here=here)
