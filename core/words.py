"""Dates, countdowns and sizes as people say them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString


def plural(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def city(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def day_in_words(day: date | None) -> str:
    """Friday 12 March 2027; of a moment, the day it is in the current zone."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return f"{day:%A} {day.day} {day:%B %Y}" if day else ""


def moment_in_words(moment: datetime | None, zone: str = "") -> str:
    """Friday 12 March 2027, 14:02 (Copenhagen), in the zone given or the current one."""
    if moment is None:
        return ""
    name = zone or timezone.get_current_timezone_name()
    local = moment.astimezone(ZoneInfo(name))
    return f"{day_in_words(local.date())}, {local:%H:%M} ({city(name)})"


def moment_short(moment: datetime | None) -> str:
    """21 Nov, 14:02, in the current zone, with its year if that is another: for dense lists at the desk."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    year = "" if local.year == timezone.localtime().year else f" {local.year}"
    return f"{local.day} {local:%b}{year}, {local:%H:%M}"


def deadline_in_words(day: date | None, zone: str = "") -> str:
    """Friday 12 March 2027, end of day (Copenhagen)."""
    return (
        f"{day_in_words(day)}, end of day ({city(zone or timezone.get_current_timezone_name())})"
        if day
        else ""
    )


def time_left(left: timedelta) -> str:
    """Between two instants, so a clock change on the way adds nothing. Twin: static/js/countdown.js."""
    minutes = int(left.total_seconds() // 60)
    if left <= timedelta(0):
        return "closed"
    days, hours = minutes // 1440, minutes % 1440 // 60
    parts = [plural(days, "day")] if days else []
    if hours and days < 30:
        parts.append(plural(hours, "hour"))
    if not days and minutes % 60:
        parts.append(plural(minutes % 60, "minute"))
    return f"{' '.join(parts)} left" if parts else "less than a minute left"


def countdown(closes_at: datetime | None) -> SafeString | str:
    """The time left as text; static/js/countdown.js keeps it true while the page stays open."""
    if closes_at is None:
        return ""
    instant = closes_at.astimezone(UTC)
    iso = f"{instant:%Y-%m-%dT%H:%M:%SZ}"
    words = time_left(instant - timezone.now())
    return format_html('<time datetime="{}" data-closes="{}">{}</time>', iso, iso, words)


def size_in_words(size: int | None) -> str:
    """412 kB, 3.1 MB: powers of a thousand, as the form's own limit is told."""
    if size is None:
        return ""
    if size < 1000:
        return plural(size, "byte")
    return f"{round(size / 1000)} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def exactly_in_words(moment: datetime | None, zone: str = "") -> str:
    """Friday 12 March 2027, 23:59:59 (Copenhagen, UTC+01:00): where a second may decide."""
    if moment is None:
        return ""
    name = zone or timezone.get_current_timezone_name()
    local = moment.astimezone(ZoneInfo(name))
    offset = f"{local:%z}"
    return f"{day_in_words(local.date())}, {local:%H:%M:%S} ({city(name)}, UTC{offset[:3]}:{offset[3:5]})"
