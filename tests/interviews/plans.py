"""Interviews as tests want them: tomorrow or later, with a panel, in a place."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from applications.models import Application
from interviews import booking
from interviews.booking import Plan
from interviews.models import Interview


def at(days: int, hour: int, minute: int = 0) -> datetime:
    day = timezone.now().astimezone(UTC) + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def plan(*panel: User, starts_at: datetime | None = None, **fields: Any) -> Plan:
    fields = {"minutes": 60, "place": "Harbour Road 1", "time_zone": "Europe/Copenhagen", **fields}
    return Plan(starts_at=starts_at or at(3, 10), panel=list(panel), **fields)


def booked(application: Application, *panel: User, by: User | None = None, **fields: Any) -> Interview:
    return booking.book(application, plan=plan(*panel, **fields), by=by or panel[0])


def keys(mails: Sequence[Any]) -> list[str]:
    return sorted(mail.dedupe_key for mail in mails)
