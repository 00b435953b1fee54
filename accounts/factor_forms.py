from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import PlainWords

MOST = 40  # characters: spaces and hyphens may be typed


def code_field(**words: Any) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off"}
    return forms.CharField(max_length=MOST, widget=forms.TextInput(attributes), **words)


class CodeForm(PlainWords, forms.Form):
    """The second step of signing in, or of saying that it is still you."""

    code = code_field(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("The six digits that your app shows, or one of your recovery codes."),
    )


class AppForm(PlainWords, forms.Form):
    """That the app has the secret."""

    code = code_field(label=gettext_lazy("The six digits that the app shows now"))
