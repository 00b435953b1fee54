from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import PeopleField
from accounts.models import User
from applications.models import Application
from core.cities import city
from core.day_input import DayInput
from core.forms import PlainWords, WhichOfTwo, in_our_time, side_by_side
from core.local_time import NoSuchTime, TimeComesTwice, comes_twice, instant
from interviews.booking import LONGEST, SHORTEST, Plan
from interviews.day import Choice
from interviews.models import Interview
from interviews.promised import promised_weeks
from postings.models import Posting

WHERE = ("room", "place", "link")  # one of them is needed


class InterviewForm(PlainWords, forms.Form):
    """When, for how long, who, and where. Clean data become a `Plan` by `plan()`."""

    day = forms.DateField(
        label=_("Day"),
        validators=[in_our_time],
        widget=DayInput(warns=True),
    )
    at = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    which = WhichOfTwo()
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=45,
        widget=forms.NumberInput(attrs={"list": "lengths", "step": 5}),
    )
    panel = PeopleField(
        label=_("Panel"),
        help_text=_("Each is invited, and may read this application until two weeks after the interview."),
        error_messages={"required": _("Choose at least one person for the panel.")},
    )
    room = forms.CharField(
        label=_("Room"),
        max_length=120,
        required=False,
        help_text=_("A room that one interview has for itself. One of room, place and link is needed."),
    )
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, help_text=_("The address, for example.")
    )
    link = forms.URLField(
        label=_("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("For a video call."),
    )
    message = forms.CharField(
        label=_("Message to the applicant"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, zone: str, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        panel: Any = self.fields["panel"]
        panel.queryset = User.objects.filter(is_active=True)
        self.fields["at"].label = _("Time ({city})").format(city=city(zone))
        for name in WHERE:
            where: Any = self.fields[name]
            where.is_needed = True
        if posting.interviews_from:
            promised = _("The posting promises interviews in {weeks}.")
            self.fields["day"].help_text = promised.format(weeks=promised_weeks(posting))
        typed = (self.data.get("day", ""), self.data.get("at", ""))
        if "which" not in self.data or not comes_twice(*typed, zone):
            self.fields["which"].widget = forms.HiddenInput()
        self.helper = side_by_side(self, ("day", "at", "minutes"), ("room", "place"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("day") and data.get("at"):
            data["starts_at"] = self._starts_at(data["day"], data["at"], second=data.get("which"))
        if not any(data.get(name) or name in self.errors for name in WHERE):
            self.add_error("place", _("Say where it is: a room, a place or a link."))
        return data

    def _starts_at(self, day: date, at: time, *, second: bool | None) -> datetime | None:
        try:
            starts_at = instant(day, at, ZoneInfo(self.zone), second=second)
        except NoSuchTime as refusal:
            self.add_error("at", refusal.sentence)
            return None
        except TimeComesTwice as refusal:
            self.add_error("which", refusal.sentence)
            return None
        if starts_at <= timezone.now():
            self.add_error("day", _("That time has passed. Choose a time that is still to come."))
        return starts_at

    def choice(self) -> Choice | None:
        """Of what is typed so far, right or wrong, or stands there at first; nothing without a day."""
        said: dict[str, Any] = self._typed() if self.is_bound else self._at_first()
        starts_at = said.get("starts_at")  # it is there where its day was refused because it is over, too
        day = said.get("day") or (starts_at and starts_at.astimezone(ZoneInfo(self.zone)).date())
        if not day:
            return None
        panel = list(said.get("panel") or [])
        return Choice(day, ZoneInfo(self.zone), starts_at, said.get("minutes"), panel, said.get("room", ""))

    def _typed(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    def _at_first(self) -> dict[str, Any]:
        panel: Any = self.fields["panel"]
        return {**self.initial, "panel": panel.queryset.filter(pk__in=self.initial["panel"])}

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(
            starts_at=data["starts_at"],
            minutes=data["minutes"],
            panel=list(data["panel"]),
            time_zone=self.zone,
            room=data["room"],
            place=data["place"],
            link=data["link"],
            message="\n".join(data["message"].splitlines()),
        )


def first_panel(application: Application, *, by: User) -> list[int]:
    """Ids of who is ticked at first: the hiring manager who sets it, else those of the posting."""
    if by.is_hiring_manager:
        return [by.pk]
    team = User.objects.filter(memberships__posting=application.posting_id, role=User.Role.HIRING_MANAGER)
    return list(team.filter(is_active=True).values_list("pk", flat=True))


def initial_of(interview: Interview) -> dict[str, Any]:
    starts_at = interview.during.lower.astimezone(ZoneInfo(interview.time_zone))
    return {
        "starts_at": interview.during.lower,
        "day": starts_at.date(),
        "at": starts_at.time(),
        "which": "second" if starts_at.fold else "",
        "minutes": interview.minutes,
        "panel": [seat.person_id for seat in interview.seats.all()],
        "room": interview.room,
        "place": interview.place,
        "link": interview.link,
        "message": interview.message,
    }
