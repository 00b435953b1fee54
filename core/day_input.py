"""A field for a day, in one format for everybody, that says beside it which day that is.

A browser's own field shows days as its language has them: 03/04/2027 is March to one and April to the other.
So what is typed is text, and the browser's calendar is a button in it.
"""

import json
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.days import day_off, holidays, with_week

YEARS = 4  # of public holidays that the script knows; the server knows all


class DayInput(forms.DateInput):
    """With weekday and ISO week beside it; the form around it carries `{% day_words %}` for the script."""

    template_name = "core/widgets/day.html"

    def __init__(self, *, warns: bool = False) -> None:
        """`warns`: a weekend or a public holiday is pointed out, and never refused."""
        attrs = {"autocomplete": "off", "placeholder": gettext_lazy("yyyy-mm-dd")}
        super().__init__(attrs=attrs, format="%Y-%m-%d")
        self.warns = warns

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        day = _typed(context["widget"]["value"])
        context["widget"] |= {
            "warns": self.warns,
            "in_words": with_week(day) if day else "",
            "day_off": day_off(day) if day and self.warns else "",
        }
        return context


def _typed(value: str | None) -> date | None:
    try:
        day: date | None = forms.DateField(required=False).clean(value)
    except forms.ValidationError:
        return None
    return day


def script_words() -> dict[str, str]:
    """What static/js/days.js says, in the reader's language, by the name of its data- attribute."""
    this_year = timezone.localdate().year
    days_off = {
        day.isoformat(): name
        for year in range(this_year, this_year + YEARS)
        for day, name in holidays(year).items()
    }
    return {
        "weekdays": json.dumps([str(WEEKDAYS[number]) for number in range(7)]),
        "months": json.dumps([str(MONTHS[number]) for number in range(1, 13)]),
        "day": _("{weekday} {day} {month} {year} · week {week}"),
        "weekend": _("at the weekend"),
        "holiday": _("public holiday: {name}"),
        "holidays": json.dumps(days_off),
    }
