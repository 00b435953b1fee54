"""Dates, countdowns, numbers and sizes as people say them, in the language that is active."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.cities import city


def day_in_words(day: date | None) -> str:
    """Friday 12 March 2027; of a moment, the day it is in the current zone."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return date_format(day, "DATE_FORMAT") if day else ""


def day_short(day: date | None) -> str:
    """Fri 12 Mar 2027: for dense lists at the desk."""
    return date_format(day, pgettext("date format", "D j M Y")) if day else ""


def time_in_words(moment: datetime) -> str:
    """14:02 in English, 14.02 in Danish."""
    return date_format(moment, "TIME_FORMAT")


def days_in_words(first: date, last: date) -> str:
    """Monday 1 March to Friday 12 March 2027; one day is itself."""
    if first == last:
        return day_in_words(last)
    begin = day_in_words(first) if first.year != last.year else date_format(first, "MONTH_DAY_FORMAT")
    return _("{first} to {last}").format(first=begin, last=day_in_words(last))


def moment_in_words(moment: datetime | None, zone: str = "") -> str:
    """Friday 12 March 2027, 14:02 (Copenhagen), in the zone given or the current one."""
    if moment is None:
        return ""
    name = zone or timezone.get_current_timezone_name()
    local = moment.astimezone(ZoneInfo(name))
    return _("{day}, {time} ({city})").format(
        day=day_in_words(local.date()), time=time_in_words(local), city=city(name)
    )


def exactly_in_words(moment: datetime | None, zone: str = "") -> str:
    """Friday 12 March 2027, 23:59:59 (Copenhagen, UTC+01:00): where a second may decide."""
    if moment is None:
        return ""
    name = zone or timezone.get_current_timezone_name()
    local = moment.astimezone(ZoneInfo(name))
    offset = f"{local:%z}"
    return _("{day}, {time} ({city}, UTC{offset})").format(
        day=day_in_words(local.date()),
        time=date_format(local, pgettext("date format", "H:i:s")),
        city=city(name),
        offset=f"{offset[:3]}:{offset[3:5]}",
    )


def moment_short(moment: datetime | None) -> str:
    """21 Nov, 14:02, in the current zone, with its year if that is another: for dense lists at the desk."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if local.year != timezone.localtime().year:
        return date_format(local, "SHORT_DATETIME_FORMAT")
    return date_format(local, pgettext("date format", "j M, H:i"))


def deadline_in_words(day: date | None, zone: str = "") -> str:
    """Friday 12 March 2027, end of day (Copenhagen)."""
    if day is None:
        return ""
    name = zone or timezone.get_current_timezone_name()
    return _("{day}, end of day ({city})").format(day=day_in_words(day), city=city(name))


def _days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count)


def _hours(count: int) -> str:
    return ngettext("{count} hour", "{count} hours", count)


def _minutes(count: int) -> str:
    return ngettext("{count} minute", "{count} minutes", count)


def days(count: int) -> str:
    return _days(count).format(count=number(count))


def hours(count: int) -> str:
    return _hours(count).format(count=number(count))


def minutes(count: int) -> str:
    return _minutes(count).format(count=number(count))


def time_left(left: timedelta) -> str:
    """Between two instants, so a clock change on the way adds nothing. Twin: static/js/countdown.js."""
    whole = int(left.total_seconds() // 60)
    if left <= timedelta(0):
        return _("closed")
    day, hour = whole // 1440, whole % 1440 // 60
    parts = [days(day)] if day else []
    if hour and day < 30:
        parts.append(hours(hour))
    if not day and whole % 60:
        parts.append(minutes(whole % 60))
    return _("{time} left").format(time=" ".join(parts)) if parts else _("less than a minute left")


def countdown_words() -> str:
    """What static/js/countdown.js says, in the language of the page: each unit for one and for more."""
    units: dict[str, Callable[[int], str]] = {"day": _days, "hour": _hours, "minute": _minutes}
    words: dict[str, object] = {name: [unit(1), unit(2)] for name, unit in units.items()}
    words |= {"closed": _("closed"), "left": _("{time} left"), "moment": _("less than a minute left")}
    return json.dumps(words, ensure_ascii=False)


def countdown(closes_at: datetime | None) -> SafeString | str:
    """The time left as text; static/js/countdown.js keeps it true while the page stays open."""
    if closes_at is None:
        return ""
    instant = closes_at.astimezone(UTC)
    iso = f"{instant:%Y-%m-%dT%H:%M:%SZ}"
    return format_html(
        '<time datetime="{}" data-closes="{}" data-words="{}">{}</time>',
        iso,
        iso,
        countdown_words(),
        time_left(instant - timezone.now()),
    )


def number(value: float, decimals: int | None = None) -> str:
    """62,000 and 3.1 in English, 62.000 and 3,1 in Danish."""
    if isinstance(value, int) and decimals is None and 0 <= value < 1000:
        return str(value)  # the same in both, and on a list a hundred times
    shown = value if decimals is None else round(value, decimals)  # Django would cut it off
    return number_format(shown, decimals, force_grouping=True)


def size_in_words(size: int | None) -> str:
    """412 kB, 3.1 MB: powers of a thousand, as the form's own limit is told."""
    if size is None:
        return ""
    if size < 1000:
        return ngettext("{count} byte", "{count} bytes", size).format(count=size)
    return f"{round(size / 1000)} kB" if size < 999_500 else f"{number(size / 1_000_000, 1)} MB"


# For the samples of letters: said when they are shown, in the language of whoever looks.
day_in_words_lazy = lazy(day_in_words, str)
deadline_in_words_lazy = lazy(deadline_in_words, str)
exactly_in_words_lazy = lazy(exactly_in_words, str)
moment_in_words_lazy = lazy(moment_in_words, str)
minutes_lazy = lazy(minutes, str)
