import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import PlainWords

UNSENT = gettext_lazy("Your browser has sent no passkey. Press the button once more, or take another way.")

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


class Answer(forms.CharField):
    """What the browser said to `passkeys.ask`: JSON, put here by static/js/passkey.js."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        words = {"required": UNSENT, "invalid": UNSENT, "max_length": UNSENT}
        super().__init__(max_length=20_000, error_messages=words)

    def clean(self, value: Any) -> Any:
        try:
            return json.loads(super().clean(value))
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(UNSENT) from error


class PasskeyForm(PlainWords, forms.Form):
    answer = Answer()


class NewPasskeyForm(PlainWords, forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What do you call it?"),
        max_length=60,
        help_text=gettext_lazy("The device that it lies on, say: you see the name in your list."),
    )
    answer = Answer()
