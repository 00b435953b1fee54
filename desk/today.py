"""The first page of the desk: what waits for whoever opens it."""

import os
from contextlib import suppress
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.context import organisation_of
from core.access import StaffRequest, staff
from core.cities import city
from core.disks import Disk, disk_of
from desk import coming, progress, waiting


@staff
@require_GET
def today(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    zone = organisation_of(request).time_zone
    rows = progress.of(request.user, now=now)
    page = {
        "greeting": _greeting(now.astimezone(ZoneInfo(zone)).hour),
        "disks": low_disks() if request.user.sees_everything else [],
        "things": waiting.things(request.user, progress=rows, now=now),
        "days": coming.days(request.user, now=now, zone=ZoneInfo(zone)),
        "city": city(zone),
        "rows": rows,
    }
    return render(request, "desk/today.html", page)


def low_disks() -> list[Disk]:
    """Where we write. One that is away is named by /readyz; PostgreSQL's own may be elsewhere."""
    found: dict[int, Disk] = {}
    stored = settings.STORAGES["default"]["OPTIONS"].get("location")
    for path in filter(None, (settings.DATA_DIR, stored)):
        with suppress(OSError):
            found.setdefault(os.stat(path).st_dev, disk_of(path))
    return [disk for disk in found.values() if disk.is_low]


def _greeting(hour: int) -> str:
    if hour < 5:
        return _("Good night")
    return _("Good morning") if hour < 12 else _("Good afternoon") if hour < 18 else _("Good evening")
