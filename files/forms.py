from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from files.verdicts import SENTENCES, too_big

ACCEPTED = ".pdf,.docx,.odt"
CHOOSE = gettext_lazy("Choose your CV: a PDF, DOCX or ODT file.")
WHICH = gettext_lazy("A PDF, DOCX or ODT file of at most {limit} MB. No photo, please.")


class CVField(forms.FileField):
    """One CV. Says what is missing or too big at the field; the verdict on the content is `uploading.take`'s.

    After `is_valid()` call `take(form.cleaned_data["cv"])`; what it refuses belongs to this field.
    """

    widget = forms.FileInput
    default_error_messages = {
        "required": CHOOSE,
        "missing": CHOOSE,
        "invalid": gettext_lazy("The file did not arrive. Choose your CV again."),
        "empty": SENTENCES["empty"],
    }

    def __init__(self, **kwargs: Any) -> None:
        limit = settings.UPLOAD_LIMIT // 1024 // 1024
        kwargs.setdefault("label", gettext_lazy("Your CV"))
        kwargs.setdefault("help_text", format_lazy(WHICH, limit=limit))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """`data-limit`: static/js/upload.js says what is too big before it is sent."""
        return {**super().widget_attrs(widget), "accept": ACCEPTED, "data-limit": settings.UPLOAD_LIMIT}

    def to_python(self, data: Any) -> Any:
        if getattr(data, "over_limit", False) or (data and (data.size or 0) > settings.UPLOAD_LIMIT):
            raise forms.ValidationError(
                too_big(data.size, limit=settings.UPLOAD_LIMIT).sentence, code="too_big"
            )
        if getattr(data, "broken", False):
            raise forms.ValidationError(SENTENCES["busy"], code="busy")
        return super().to_python(data)
