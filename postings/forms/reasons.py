from django import forms

from core.forms import PlainWords
from postings.models import Reason


class NewReasonForm(PlainWords, forms.Form):
    text = forms.CharField(
        label="Another reason", max_length=120, error_messages={"required": "Write the reason."}
    )


class ReasonForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Reason
        fields = ["text", "is_used"]
        labels = {"text": "Reason", "is_used": "It can be chosen"}
        error_messages = {
            "text": {"required": "Write the reason.", "unique": "There is a reason in these words already."}
        }
