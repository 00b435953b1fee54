"""A deadline is a local date and a zone; the instant that follows is made by the database itself."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db.models import Func
from django.utils.translation import gettext as _


def validate_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone such as Europe/Copenhagen."))


class EndOfDay(Func):
    """The first instant after a local day: 24:00 in its zone, right on days of 23 and 25 hours.

    PostgreSQL's `timezone(text, timestamp)` is immutable, so the column can be generated from zone and date.
    """

    template = "timezone(%(expressions)s)::timestamp)"
    arg_joiner = ", (1 + "
    arity = 2
