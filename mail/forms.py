from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import PlainWords
from mail import kinds, wording
from mail.kinds import Kind


class EditMailForm(PlainWords, forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=gettext_lazy(
            "An empty line begins a new paragraph. A line with only an address becomes a button."
        ),
    )


class LetterForm(PlainWords, forms.Form):
    """The words of one kind of mail; every placeholder must be one that it knows."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 18})
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        self._check(subject, one_line=True)
        return subject

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"].replace("\r\n", "\n")
        self._check(body)
        return body

    def _check(self, text: str, *, one_line: bool = False) -> None:
        try:
            wording.check(text, allowed=self.kind.placeholders, one_line=one_line)
        except wording.Unfit as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "subject" in given and "body" in given:
            try:
                kinds.check(self.kind, subject=given["subject"], body=given["body"])
            except wording.Unfit as error:
                self.add_error("body", str(error))
        return given
