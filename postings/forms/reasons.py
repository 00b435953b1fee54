from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainWords
from postings.models import Reason


class NewReasonForm(PlainWords, forms.Form):
    text = forms.CharField(
        label=_("Another reason"), max_length=120, error_messages={"required": _("Write the reason.")}
    )


class ReasonForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Reason
        fields = ["text", "is_used"]
        labels = {"text": _("Reason"), "is_used": _("It can be chosen")}
        error_messages = {
            "text": {
                "required": _("Write the reason."),
                "unique": _("There is a reason in these words already."),
            }
        }
