"""Setting, moving and cancelling an interview. That nobody is booked twice is the database's promise."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _
from psycopg2 import errors

from accounts.models import User
from applications.models import Application, Candidate, Reader
from audit.changes import refuse_stale
from audit.log import record
from core.actor import By
from core.clock import transaction_now
from core.errors import Conflict, DomainError, Invalid
from core.words import time_in_words
from interviews import telling
from interviews.models import Interview, Seat

READS_ON_FOR = timedelta(days=14)  # after the interview a panel member can still look and write notes
SHORTEST, LONGEST = 10, 8 * 60  # minutes

PLANNED = ("during", "time_zone", "room", "place", "link", "message")


@dataclass(frozen=True)
class Plan:
    """What a person sets: when (an instant), for how long, who, and where."""

    starts_at: datetime
    minutes: int
    panel: Sequence[User]
    time_zone: str
    room: str = ""
    place: str = ""
    link: str = ""
    message: str = ""

    @property
    def during(self) -> DateTimeTZRange:
        return DateTimeTZRange(self.starts_at, self.starts_at + timedelta(minutes=self.minutes), "[)")


def _taken(plan: Plan, *, candidate: Candidate, but: int | None) -> Iterator[str]:
    """Everything that is in the way, at once: whose it is, from when until when; not whom they meet there."""
    others = (
        Interview.objects.live().filter(during__overlap=plan.during).exclude(pk=but or 0).order_by("during")
    )
    for one in others.filter(candidate=candidate):
        yield _("The applicant has another interview then, {when}.").format(when=_when(one.during, plan))
    seats = Seat.objects.filter(person__in=plan.panel, is_live=True, during__overlap=plan.during)
    for seat in seats.exclude(interview=but).select_related("person").order_by("person__name", "during"):
        sentence = _("{name} has another interview then, {when}.")
        yield sentence.format(name=seat.person.name, when=_when(seat.during, plan))
    for one in others.filter(room=plan.room).exclude(room="").select_related("created_by"):
        sentence = _("{room} is taken then, {when}: {name} has set that interview.")
        yield sentence.format(room=one.room, when=_when(one.during, plan), name=one.created_by.name)


def _when(during: DateTimeTZRange, plan: Plan) -> str:
    start, end = (edge.astimezone(ZoneInfo(plan.time_zone)) for edge in (during.lower, during.upper))
    return f"{time_in_words(start)}–{time_in_words(end)}"


@contextmanager
def _nobody_twice(plan: Plan, *, candidate: Candidate, but: int | None = None) -> Iterator[None]:
    """Turns the database's refusal (23P01, or a deadlock between two bookings) into sentences.

    `but`: the interview that is being moved, which is not in its own way.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not isinstance(error.__cause__, errors.ExclusionViolation):
            raise
        taken = list(_taken(plan, candidate=candidate, but=but)) or [_("That time was taken until just now.")]
        raise Conflict(" ".join([*taken, _("Choose another time, panel or room.")])) from error
    except OperationalError as error:
        if not isinstance(error.__cause__, errors.DeadlockDetected):
            raise
        raise Conflict(_("Somebody booked at the same moment. Please try again.")) from error


def _check(plan: Plan) -> None:
    if plan.starts_at <= transaction_now():
        raise Invalid(_("That time has passed. Choose a time that is still to come."), field="day")
    if not SHORTEST <= plan.minutes <= LONGEST:
        lasts = _("An interview lasts from {minutes} minutes to {hours} hours.")
        raise Invalid(lasts.format(minutes=SHORTEST, hours=LONGEST // 60), field="minutes")
    if not plan.panel:
        raise Invalid(_("Choose at least one person for the panel."), field="panel")
    if not plan.place and not plan.link and not plan.room:
        raise Invalid(_("Say where it is: a room, a place or a link."), field="place")
    if any(not person.is_active for person in plan.panel):
        sentence = _("Somebody on the panel can no longer sign in. Choose somebody else.")
        raise Invalid(sentence, field="panel")


def _lock_application(pk: int) -> Application:
    """In the order of locks: application, interview, mail. Nothing of the posting decides here."""
    return (
        Application.objects.select_for_update(of=("self",)).select_related("posting", "candidate").get(pk=pk)
    )


def _lock(pk: int) -> Interview:
    _lock_application(Interview.objects.values_list("application_id", flat=True).get(pk=pk))
    return (
        Interview.objects.select_for_update(of=("self",))
        .select_related("application__posting", "application__candidate")
        .get(pk=pk)
    )


def _unseat(interview: Interview, *, panel: Sequence[User]) -> list[User]:
    """Take away the seats of those who no longer come, and answer who they were."""
    leaving = list(interview.seats.select_related("person").exclude(person__in=panel))
    interview.seats.filter(pk__in=[seat.pk for seat in leaving]).delete()
    return [seat.person for seat in leaving]


def _seat(interview: Interview, *, panel: Sequence[User]) -> None:
    """A seat and a reader for each of the panel, in one order, so that two bookings do not deadlock."""
    chosen = {person.pk for person in panel}
    sitting = set(interview.seats.values_list("person_id", flat=True))
    Seat.objects.bulk_create(
        Seat(interview=interview, person_id=pk, during=interview.during) for pk in sorted(chosen - sitting)
    )
    _set_readers(interview, panel=chosen)


def _set_readers(interview: Interview, *, panel: set[int]) -> None:
    why = f"interview:{interview.pk}"
    readers = Reader.objects.filter(why=why, application=interview.application)
    readers.exclude(user__in=panel).delete()
    until = interview.during.upper + READS_ON_FOR
    for pk in sorted(panel):
        readers.update_or_create(
            user_id=pk, application=interview.application, why=why, defaults={"until": until}
        )


def book(application: Application, *, plan: Plan, by: User) -> Interview:
    """Set an interview; the applicant and each panel member get an invitation.

    Raises `Conflict` where the applicant, a panel member or the room is taken, `DomainError` for the rest.
    """
    with _nobody_twice(plan, candidate=application.candidate):
        application = _lock_application(application.pk)
        if not application.is_live:
            raise DomainError(_("This application has an outcome, so no interview can be set."))
        _check(plan)
        interview = Interview.objects.create(
            application=application,
            candidate=application.candidate,
            during=plan.during,
            time_zone=plan.time_zone,
            room=plan.room,
            place=plan.place,
            link=plan.link,
            message=plan.message,
            created_by=by,
            changed_at=transaction_now(),
        )
        _seat(interview, panel=plan.panel)
        record("interview.set", by=by, obj=interview, application=application.pk)
        telling.invite(interview)
    return interview


def _is_as_planned(interview: Interview, *, plan: Plan) -> bool:
    same = all(getattr(interview, field) == getattr(plan, field) for field in PLANNED)
    sitting = set(interview.seats.values_list("person_id", flat=True))
    return same and sitting == {person.pk for person in plan.panel}


def move(interview: Interview, *, plan: Plan, by: User, version: int) -> Interview:
    """Change time, panel or place: the calendar entries follow, by the same UID and the next SEQUENCE.

    Where all is as planned already, nothing happens and nobody is told.
    """
    with _nobody_twice(plan, candidate=interview.candidate, but=interview.pk):
        interview = _lock(interview.pk)
        if not interview.is_live:
            raise DomainError(_("This interview was cancelled, so it cannot be moved. Set a new one."))
        if not interview.application.is_live:
            raise DomainError(_("This application is decided. Undo that before its interview is moved."))
        if _is_as_planned(interview, plan=plan):
            return interview
        refuse_stale(interview, version=version, now=interview.sequence, action="interview.")
        _check(plan)
        before = interview.during.lower
        leaving = _unseat(interview, panel=plan.panel)
        interview.sequence += 1
        interview.changed_at = transaction_now()
        for field in PLANNED:
            setattr(interview, field, getattr(plan, field))
        interview.save(update_fields=[*PLANNED, "sequence", "changed_at"])
        _seat(interview, panel=plan.panel)
        record("interview.moved", by=by, obj=interview, sequence=interview.sequence)
        telling.tell_change(interview, before=before)
        telling.tell_leaving(interview, people=leaving, before=before)
    return interview


def cancel(interview: Interview, *, by: By, tells_applicant: bool = True) -> Interview:
    """Take it out of every calendar, and the panel's reading with it. Doing it twice does it once."""
    with transaction.atomic():
        interview = _lock(interview.pk)
        if not interview.is_live:
            return interview
        interview.is_live = False
        interview.cancelled_at = interview.changed_at = transaction_now()
        interview.sequence += 1
        interview.save(update_fields=["is_live", "cancelled_at", "changed_at", "sequence"])
        _set_readers(interview, panel=set())
        record("interview.cancelled", by=by, obj=interview, sequence=interview.sequence)
        telling.call_off(interview, tells_applicant=tells_applicant)
    return interview
