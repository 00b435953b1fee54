"""Fields that say in an applicant's words what is wrong, and never cut what was typed."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

from mail.addresses import validate_mailbox
from postings.models import Question

HIDDEN = "There is a hidden character in this text (a NUL). Delete it, or type the text again."

BROKEN = "There is a sign in this text that arrived broken (\ufffd). Delete it, or type the text again."


MINUS = ("-", "\u2212", "\u2013")  # as on a keyboard, as typeset, and as a telephone makes of it


class Text(forms.CharField):
    """Text of a limited length. The browser does not cut it: the page says how much is too much."""

    def __init__(self, *, limit: int, missing: str = "", **kwargs: Any) -> None:
        self.limit = limit
        messages = {"required": missing or f"Answer this: {kwargs['label']}"}
        super().__init__(error_messages=messages, **kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def validate(self, value: str) -> None:
        if "\x00" in value:
            raise ValidationError(HIDDEN, code="hidden")
        if "\ufffd" in value:
            raise ValidationError(BROKEN, code="broken")
        if len(value) > self.limit:
            raise ValidationError(
                f"This is {len(value):,} characters long; {self.limit:,} fit. Shorten it.", code="long"
            )
        super().validate(value)


class OneLine(Text):
    def to_python(self, value: Any) -> str:
        line = " ".join(_visible(super().to_python(value) or "").split())
        return line if any(unicodedata.category(sign) not in {"Cf", "Zs"} for sign in line) else ""


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
    """Kept as text with a decimal point; people write a comma, a point, spaces between thousands."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limit=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        plain = text.replace(" ", "").replace(",", ".")
        if plain.startswith(MINUS):
            raise ValidationError("Write 0 or more, with digits only, such as 8 or 2.5.", code="negative")
        if plain and not re.fullmatch(r"\+?[0-9]{1,12}(\.[0-9]{1,6})?", plain):
            raise ValidationError("Write a number with digits only, such as 8 or 2.5.", code="number")
        return plain


def _visible(text: str) -> str:
    """Without control characters, which nobody types on purpose; a NUL stays, to be refused."""
    return "".join(
        sign for sign in text if sign in "\x00\n\t " or unicodedata.category(sign) not in {"Cc", "Cs"}
    )


def question_field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.text,
        "help_text": question.help,
        "required": question.is_required,
    }
    kind = Question.Kind(question.kind)
    if kind == Question.Kind.SHORT_TEXT:
        return OneLine(limit=300, **common)
    if kind == Question.Kind.LONG_TEXT:
        return Paragraphs(limit=10_000, **common)
    if kind == Question.Kind.NUMBER:
        return Number(**common)
    return _choice(question, common)


def _choice(question: Question, common: dict[str, Any]) -> forms.ChoiceField:
    pairs = [("yes", "Yes"), ("no", "No")]
    if question.kind == Question.Kind.ONE_OF:
        pairs = [(choice, choice) for choice in question.choices]
    many = len(pairs) > 6
    return forms.ChoiceField(
        choices=[("", "Choose one"), *pairs] if many else pairs,
        widget=forms.Select if many else forms.RadioSelect,
        error_messages={
            "required": f"Choose an answer: {question.text}",
            "invalid_choice": "Choose one of the answers below.",
        },
        **common,
    )
