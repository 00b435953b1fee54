"""Fields that say in an applicant's words what is wrong, and never cut what was typed."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.applying import answering
from mail.addresses import validate_mailbox
from postings.models import Question

HIDDEN = gettext_lazy("There is a hidden character in this text (a NUL). Delete it, or type the text again.")
BROKEN = gettext_lazy(
    "There is a character in this text that arrived broken (�). Delete it, or type the text again."
)


class Text(forms.CharField):
    """Text of a limited length. The browser does not cut it: the page says how much is too much."""

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(**kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def validate(self, value: str) -> None:
        if "\x00" in value:
            raise ValidationError(HIDDEN, code="hidden")
        if "\ufffd" in value:
            raise ValidationError(BROKEN, code="broken")
        if len(value) > self.limit:
            raise ValidationError(answering.too_long(value, limit=self.limit), code="long")
        super().validate(value)


class OneLine(Text):
    def to_python(self, value: Any) -> str:
        line = " ".join(_visible(super().to_python(value) or "").split())
        return line if any(unicodedata.category(character) not in {"Cf", "Zs"} for character in line) else ""


class Paragraphs(Text):
    def __init__(self, *, rows: int = 8, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return _visible(text)


class Mailbox(forms.CharField):
    """An applicant's own address. What is wrong with it, a NUL included, `mail.addresses` says best."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
        super().__init__(strip=False, widget=widget, **kwargs)
        self.validators = []

    def clean(self, value: Any) -> str:
        address = super().clean(value).strip(" ")
        validate_mailbox(address)
        return address


class Number(OneLine):
    """Kept as text with a decimal point."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> str:
        number = answering.plain_number(super().clean(value))
        fault = answering.number_fault(number)
        if fault:
            raise ValidationError(fault, code="number")
        return number


def _visible(text: str) -> str:
    """Without control characters, which nobody types on purpose; a NUL stays, to be refused."""
    return "".join(
        character
        for character in text
        if character in "\x00\n\t " or unicodedata.category(character) not in {"Cc", "Cs"}
    )


WRITTEN: dict[str, type[Text]] = {
    Question.Kind.SHORT_TEXT: OneLine,
    Question.Kind.LONG_TEXT: Paragraphs,
    Question.Kind.NUMBER: Number,
}


def question_field(question: Question) -> forms.Field:
    common: dict[str, Any] = {"label": question.text, "help_text": question.help}
    if question.kind in WRITTEN:
        limit = answering.MOST[Question.Kind(question.kind)]
        return WRITTEN[question.kind](limit=limit, **common)
    choices = answering.choices_of(question)
    many = len(choices) > 6
    return forms.ChoiceField(
        choices=[("", _("Choose one")), *choices] if many else choices,
        widget=forms.Select if many else forms.RadioSelect,
        error_messages={"invalid_choice": answering.NOT_OFFERED},
        **common,
    )
