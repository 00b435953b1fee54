"""A day before: a query at each sweep, never a schedule, so that a moved interview moves its reminder."""

from datetime import timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Value
from django.db.models.functions import Now

from core.sweeping import sweep
from interviews import telling
from interviews.models import Interview
from mail.models import OutgoingMail

AHEAD = timedelta(hours=24)


def due_for_a_reminder() -> "QuerySet[Interview]":
    """Live, less than a day away, and not reminded of in their present SEQUENCE.

    One that was set or moved less than a day ahead needs none: its invitation is the reminder.
    """
    of_it = OutgoingMail.objects.about(Interview, OuterRef("pk"))
    reminded = of_it.filter(kind="interview_reminder", revision=OuterRef("sequence"))
    a_day_on = ExpressionWrapper(Now() + Value(AHEAD), output_field=DateTimeField())
    a_day_after_change = ExpressionWrapper(F("changed_at") + Value(AHEAD), output_field=DateTimeField())
    return (
        Interview.objects.live()
        .filter(~Exists(reminded))
        .filter(during__startswith__gt=Now(), during__startswith__lte=a_day_on)
        .filter(during__startswith__gte=a_day_after_change, application__outcome="")
        .select_related("application__posting")
    )


def remind_of_tomorrow() -> int:
    """Write the reminders that are due; answers for how many interviews."""
    return sweep("remind of interviews", due_for_a_reminder(), telling.remind)
