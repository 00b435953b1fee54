"""From what a person types, a day and a time of day in a zone, to the one instant that is meant."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.words import day_in_words, time_in_words


class NoSuchTime(DomainError):
    """The clock jumps over this time on that day."""


class TimeComesTwice(DomainError):
    """The clock is put back over this time on that day: which of the two is meant must be asked."""


def instant(day: date, at: time, zone: ZoneInfo, *, second: bool | None = None) -> datetime:
    """The instant in UTC. `second` chooses where the clock is put back: None asks, by raising.

    Raises `NoSuchTime` for a time in the gap of spring and `TimeComesTwice` for one in the fold of autumn.
    """
    first, later = (datetime.combine(day, at.replace(fold=fold), zone) for fold in (0, 1))
    if first.utcoffset() == later.utcoffset():
        return first.astimezone(UTC)
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
    if back != first.replace(tzinfo=None, fold=0):
        sentence = _("There is no {time} on {day}: the clock is put forward that night. Choose another time.")
        raise NoSuchTime(sentence.format(time=time_in_words(first), day=day_in_words(day)))
    if second is None:
        sentence = _("{time} on {day} comes twice: the clock is put back that night. Say which one you mean.")
        raise TimeComesTwice(sentence.format(time=time_in_words(first), day=day_in_words(day)))
    return (later if second else first).astimezone(UTC)


def comes_twice(day: str, at: str, zone: str) -> bool:
    """Of what was typed (2027-10-31, 02:30, Europe/Copenhagen): must it be asked which of two is meant?"""
    try:
        instant(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
    except TimeComesTwice:
        return True
    except (NoSuchTime, ValueError, KeyError, OSError, OverflowError):  # not a day, a time or a zone at all
        return False
    return False
