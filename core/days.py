"""A day as people plan with it: in words with its ISO week, and whether anybody is at work then."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from holidays import country_holidays

SATURDAY = 6


@lru_cache(maxsize=256)
def _holidays(year: int, language: str) -> Mapping[date, str]:
    return dict(country_holidays("DK", years=year, language=language))


def holidays(year: int) -> Mapping[date, str]:
    """The Danish public holidays of a year, with their names in the reader's language."""
    return _holidays(year, "da" if (get_language() or "").startswith("da") else "en_US")


def is_working_day(day: date) -> bool:
    return day.isoweekday() < SATURDAY and day not in holidays(day.year)


def with_week(day: date) -> str:
    """Friday 12 March 2027 · week 10. Twin: static/js/days.js."""
    return _("{weekday} {day} {month} {year} · week {week}").format(
        weekday=WEEKDAYS[day.weekday()],
        day=day.day,
        month=MONTHS[day.month],
        year=day.year,
        week=day.isocalendar().week,
    )


def day_off(day: date) -> str:
    """Why nobody may be at work: "at the weekend", "public holiday: Easter Monday"; "" on a working day."""
    if name := holidays(day.year).get(day):
        return _("public holiday: {name}").format(name=name)
    return "" if day.isoweekday() < SATURDAY else _("at the weekend")
