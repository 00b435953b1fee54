"""The interviews of whoever opens Today: those of today and tomorrow, else those of the next day with any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from core.words import day_in_words, time_in_words
from interviews.booking import LONGEST
from interviews.models import Interview, Seat, Start

SHOWN = 12


@dataclass(frozen=True)
class Slot:
    interview: Interview
    time: str  # 10:00–10:45
    where: str  # the link is pressed, not read
    is_on: bool
    is_mine: bool  # said to those who see the interviews of others, too


@dataclass(frozen=True)
class Day:
    words: str
    slots: list[Slot]


def days(user: User, *, now: datetime, zone: ZoneInfo) -> list[Day]:
    """In one zone, whatever zones the interviews were set in."""
    today = now.astimezone(zone).date()
    found = [
        (day, list(interviews))
        for day, interviews in groupby(
            _coming(user, now=now), lambda one: _local(one.during.lower, zone).date()
        )
    ]
    near = [entry for entry in found if entry[0] <= today + timedelta(days=1)]
    return [
        Day(_named(day, today=today), [_slot(one, user, now=now, zone=zone) for one in interviews])
        for day, interviews in near or found[:1]
    ]


def _coming(user: User, *, now: datetime) -> Iterable[Interview]:
    """Recruiters work on every posting; everybody else has their own. By the index of starts: what is on now
    began at most the longest interview ago."""
    began = now - timedelta(minutes=LONGEST)
    coming = Interview.objects.live().filter(during__startswith__gt=began, during__endswith__gt=now)
    mine = Exists(Seat.objects.filter(interview=OuterRef("pk"), person=user))
    coming = coming.annotate(is_mine=mine) if user.sees_everything else coming.filter(mine)
    shown = "application__name", "application__posting__title"
    return (
        coming.select_related("application__posting")
        .only("during", "room", "place", "link", *shown)
        .order_by(Start("during"), "pk")[:SHOWN]
    )


def _slot(interview: Interview, user: User, *, now: datetime, zone: ZoneInfo) -> Slot:
    start, end = (_local(edge, zone) for edge in (interview.during.lower, interview.during.upper))
    return Slot(
        interview,
        time=f"{time_in_words(start)}–{time_in_words(end)}",
        where=", ".join(filter(None, [interview.room, interview.place])),
        is_on=start <= now,
        is_mine=user.sees_everything and getattr(interview, "is_mine", False),
    )


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone)


def _named(day: date, *, today: date) -> str:
    if day <= today:
        return _("Today, {day}").format(day=day_in_words(day))
    if day == today + timedelta(days=1):
        return _("Tomorrow, {day}").format(day=day_in_words(day))
    return day_in_words(day)
