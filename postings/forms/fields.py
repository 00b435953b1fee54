"""The forms of plain fields of a posting. Their `values` are what to save."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from core.cities import zones
from core.day_input import DayInput
from core.forms import PlainWords, WhichOfTwo, in_our_time, side_by_side
from core.local_time import NoSuchTime, TimeComesTwice, comes_twice, instant
from postings.editing import RESERVED
from postings.gaps import NEEDED
from postings.models import Posting
from postings.promises import DAY_LABELS


def _mark_needed(form: forms.BaseForm) -> None:
    """What publishing needs says so."""
    for name, needed in NEEDED.items():
        field: Any = form.fields.get(needed.field or name)
        if field is not None:
            field.mark = _("needed to publish")


class BasicsForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Posting
        fields = [
            "title", "slug", "category", "place", "region", "country", "employment", "openings", "reports_to",
            "language",
        ]  # fmt: skip
        labels = {
            "title": _("Title"),
            "slug": _("Address"),
            "category": _("Category"),
            "place": _("Place"),
            "region": _("Region"),
            "country": _("Country"),
            "employment": _("Employment"),
            "openings": _("Openings"),
            "reports_to": _("Reports to"),
            "language": _("Language of the posting"),
        }
        help_texts = {
            "slug": _("The last part of its web address. Once it is published, the address stays."),
            "category": _("For the filters of the list, for example Digital & IT."),
            "openings": _("How many you want to hire. When they are, the desk says so."),
        }
        error_messages = {
            "title": {"required": _("Give it a title.")},
            "slug": {
                "required": _("Give it an address."),
                "unique": _("Another posting has this address. Choose another one."),
                "invalid": _("Use letters, digits and hyphens only."),
            },
            "openings": {"required": _("Say how many you want to hire.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state != Posting.State.DRAFT:
            del self.fields["slug"]
        _mark_needed(self)
        self.helper = side_by_side(
            self, ("place", "region", "country"), ("employment", "openings", "reports_to")
        )

    def clean_openings(self) -> int:
        openings: int = self.cleaned_data["openings"]
        if openings < 1:
            raise forms.ValidationError(_("At least one."))
        return openings

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        if slug in RESERVED:
            raise forms.ValidationError(_("That address is taken by the desk itself. Choose another one."))
        return slug


class ContactForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Posting
        fields = [
            "contact_name", "contact_email", "contact_phone", "adjustments_contact", "pay_from", "pay_to",
            "pay_currency", "pay_period", "pay_note",
        ]  # fmt: skip
        labels = {
            "contact_name": _("Who answers questions"),
            "contact_email": _("Their e-mail address"),
            "contact_phone": _("Their telephone number"),
            "adjustments_contact": _("Contact for adjustments"),
            "pay_from": _("Pay from"),
            "pay_to": _("Pay to"),
            "pay_currency": _("Currency"),
            "pay_period": _("Paid for"),
            "pay_note": _("More about pay"),
        }
        help_texts = {
            "adjustments_contact": _("An address or a name: who arranges what an applicant needs."),
            "pay_note": _("For example: before pension and bonus."),
        }
        widgets = {"contact_email": forms.EmailInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _mark_needed(self)
        pay = ("pay_from", "pay_to", "pay_currency", "pay_period")
        self.helper = side_by_side(self, ("contact_email", "contact_phone"), pay)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        low, high = data.get("pay_from"), data.get("pay_to")
        if low is not None and high is not None and low > high:
            self.add_error("pay_to", _("The upper end of the pay range is below its lower end."))
        return data

    def validate_constraints(self) -> None:
        """`clean` has refused the same, at its field."""


class AskingForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Posting
        fields = ["asks_current_position", "asks_motivation"]
        labels = {"asks_current_position": _("Current position"), "asks_motivation": _("Motivation")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = side_by_side(self, ("asks_current_position", "asks_motivation"))


class LettersForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Posting
        fields = ["letters_wait"]
        labels = {"letters_wait": _("Letters wait for me")}
        help_texts = {
            "letters_wait": _(
                "Rejections are held until somebody releases them; else they go after 10 minutes."
            )
        }


class TimesForm(PlainWords, forms.ModelForm):
    """When it opens and closes, and what is promised. `opens_at` is made of a day, a time and a zone."""

    opens_on = forms.DateField(label=_("Opens on"), required=False, widget=DayInput())
    opens_time = forms.TimeField(
        label=_("Opens at"),
        required=False,
        widget=forms.TimeInput(attrs={"autocomplete": "off", "placeholder": "14:30"}, format="%H:%M"),
        help_text=_("Empty means midnight."),
    )
    which = WhichOfTwo()

    class Meta:
        model = Posting
        fields = [*DAY_LABELS, "time_zone"]
        labels = {**DAY_LABELS, "time_zone": _("Time zone")}
        help_texts = {
            "deadline": _("Until the end of that day."),
            "interviews_from": _("Applicants are shown the weeks."),
        }
        widgets = {name: DayInput(warns=True) for name in DAY_LABELS}

    field_order = ["opens_on", "opens_time", "which", "deadline", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens_on", *DAY_LABELS):
            self.fields[name].validators = [*self.fields[name].validators, in_our_time]
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=zones(), initial=self.instance.time_zone
        )
        if opens_at := self.instance.opens_at:
            local = opens_at.astimezone(self.instance.zone)
            self.initial.update(opens_on=local.date(), opens_time=local.time())
        if not comes_twice(*(self.data.get(name, "") for name in ("opens_on", "opens_time", "time_zone"))):
            self.fields["which"].widget = forms.HiddenInput()
        self.order_fields(self.field_order)
        _mark_needed(self)
        self.helper = side_by_side(
            self,
            ("opens_on", "opens_time"),
            ("deadline", "time_zone"),
            ("read_by", "told_by"),
            ("interviews_from", "interviews_to"),
            ("decided_by", "starts_on"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("interviews_from"), data.get("interviews_to")
        if first and last and first > last:
            self.add_error("interviews_to", _("The interviews would end before they begin."))
        if last and not first:
            self.add_error("interviews_from", _("Say on which day the interviews begin, too."))
        if not self.errors:
            data["opens_at"] = self._opens_at(data)
        opens_at, deadline = data.get("opens_at"), data.get("deadline")
        if opens_at and deadline and opens_at.astimezone(ZoneInfo(data["time_zone"])).date() > deadline:
            self.add_error("deadline", _("It would close before it opens."))
        return data

    def _opens_at(self, data: dict[str, Any]) -> datetime | None:
        if not data.get("opens_on"):
            if data.get("opens_time"):
                self.add_error("opens_on", _("Say on which day it opens, too."))
            return None
        at, zone = data.get("opens_time") or time(0), ZoneInfo(data["time_zone"])
        try:
            return instant(data["opens_on"], at, zone, second=data.get("which"))
        except NoSuchTime as refusal:
            self.add_error("opens_time", refusal.sentence)
        except TimeComesTwice as question:
            self.add_error("which", question.sentence)
        return None

    def validate_constraints(self) -> None:
        """`clean` has refused the same, at its field."""

    @property
    def values(self) -> dict[str, Any]:
        asked = {"opens_on", "opens_time", "which"}
        return {name: value for name, value in self.cleaned_data.items() if name not in asked}
