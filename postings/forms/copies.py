from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.day_input import DayInput
from core.forms import PlainWords, in_our_time
from postings.models import Posting


class NewForm(PlainWords, forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("As applicants read it, for example Head of IT Operations."),
        error_messages={"required": _("Give it a title.")},
    )


class CopyForm(NewForm):
    deadline = forms.DateField(
        label=_("Last day to apply"),
        validators=[in_our_time],
        widget=DayInput(warns=True),
        help_text=_("All other days move along by whole weeks, so that weekdays and interview weeks fit."),
        error_messages={"required": _("Choose the new deadline."), "invalid": _("Write it as 2027-03-12.")},
    )

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = posting.zone

    def clean_deadline(self) -> Any:
        day = self.cleaned_data["deadline"]
        if day < timezone.now().astimezone(self.zone).date():
            raise forms.ValidationError(_("That day is over. Choose a day to come."))
        return day
