"""The form in which staff write to one applicant."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail.forms import EditMailForm
from screening.writing import new_token

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


class WriteForm(EditMailForm):
    """`token` names the page that it stands on, `seen` the letter that was read as it will go."""

    confirmed = forms.BooleanField(
        label=_("This letter says nothing of the decision"),
        help_text=_("Its own letter tells them, when it goes."),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_to_confirm: bool, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_to_confirm:
            del self.fields["confirmed"]
        for name in ("subject", "body"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": "auto"}

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        return body.replace("\r\n", "\n")

    def clean_token(self) -> str:
        """One of ours; whatever else came names no page."""
        token: str = self.cleaned_data["token"]
        return token if TOKEN.fullmatch(token) else new_token()

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Of a valid one: name and value of what is sent along while it is read."""
        data = self.cleaned_data
        return [(name, "on" if data[name] is True else data[name]) for name in data if name != "seen"]
