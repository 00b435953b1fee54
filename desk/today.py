"""The first page of the desk: what waits for whoever opens it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation, User
from core.access import StaffRequest, staff
from desk import progress, waiting
from interviews.models import Interview

WEEK = timedelta(days=7)


@staff
@require_GET
def today(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    rows = progress.of(request.user, now=now)
    page = {
        "greeting": _greeting(now),
        "things": waiting.things(request.user, progress=rows, now=now),
        "interviews": _mine(request.user, now),
        "rows": rows,
    }
    return render(request, "desk/today.html", page)


def _greeting(now: datetime) -> str:
    hour = now.astimezone(ZoneInfo(Organisation.current().time_zone)).hour
    if hour < 5:
        return _("Good night")
    return _("Good morning") if hour < 12 else _("Good afternoon") if hour < 18 else _("Good evening")


def _mine(user: User, now: datetime) -> QuerySet[Interview]:
    """The interviews of the coming week in which the person has a seat."""
    coming = Interview.objects.live().filter(
        seats__person=user, during__endswith__gt=now, during__startswith__lt=now + WEEK
    )
    return coming.select_related("application__posting").order_by("during", "id")
