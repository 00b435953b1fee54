"""A form that says what is wrong in the reader's words, and names the field that it means."""

import unicodedata
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Row
from django import forms
from django.forms.utils import pretty_name
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

INVALID: list[tuple[type[forms.Field], str | Promise]] = [
    (forms.EmailField, gettext_lazy("Write an e-mail address, like name@example.com.")),
    (forms.URLField, gettext_lazy("Write a web address, like https://example.com/.")),
    (forms.DateField, gettext_lazy("Write a day that is in the calendar.")),
    (forms.TimeField, gettext_lazy("Write a time of day, like 14:30.")),
    (forms.DecimalField, gettext_lazy("Write a number.")),  # an IntegerField too, so it stands before it
    (forms.IntegerField, gettext_lazy("Write a whole number.")),
]


def in_our_time(day: date) -> None:
    """For the validators of a day: far from now it is a slip, and near the ends of the calendar sums fail."""
    if not 2000 <= day.year < 2200:
        raise forms.ValidationError(_("Check the year of that day."), code="year")


def on_one_line(text: str) -> None:
    """A NUL has its own message; a tab comes with what is pasted from a sheet, and harms nothing."""
    if any(unicodedata.category(one) in {"Cc", "Zl", "Zp"} and one not in "\x00\t" for one in text):
        raise forms.ValidationError(_("Write this on one line, without hidden characters."), code="one_line")


def _has_one_line(field: forms.Field) -> bool:
    """Addresses are judged as such, and a password may be anything."""
    wide = isinstance(field.widget, forms.Textarea | forms.PasswordInput)
    return isinstance(field, forms.CharField) and not isinstance(field, forms.EmailField) and not wide


def missing(field: forms.Field, label: str) -> str:
    if isinstance(field, forms.BooleanField):
        return _("Tick “{label}” to go on.").format(label=label)
    if isinstance(field, forms.FileField):
        return _("Choose a file: {label}.").format(label=label)
    if label.endswith("?"):
        return _("Answer this: {label}").format(label=label)
    if isinstance(field, forms.ChoiceField):
        return _("Choose: {label}.").format(label=label)
    return _("{label} is missing.").format(label=label)


def plain_words(field: forms.Field, label: str) -> dict[str, str]:
    """Error code → sentence; %(…)s are filled in by Django's validators."""
    named = label.replace("%", "%%")
    words = {
        "required": missing(field, label),
        "invalid_choice": _("{label}: choose one of those that are offered.").format(label=label),
        "max_length": _(
            "{label} is too long: %(limit_value)d characters fit, this has %(show_value)d."
        ).format(label=named),
        "min_value": _("{label}: write %(limit_value)s or more.").format(label=named),
        "max_value": _("{label}: write %(limit_value)s or less.").format(label=named),
        "null_characters_not_allowed": _(
            "{label} contains characters that cannot be stored. Type it again."
        ).format(label=label),
    }
    invalid = [str(text) for kind, text in INVALID if isinstance(field, kind)]
    return words | ({"invalid": invalid[0]} if invalid else {})


def _own_messages(field: forms.Field) -> set[str]:
    """The codes whose message the form's author wrote."""
    given: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        given |= getattr(kind, "default_error_messages", {})
    return {code for code, text in field.error_messages.items() if str(text) != str(given.get(code, ""))}


class WhichOfTwo(forms.ChoiceField):
    """Asked when the clock is put back over the time that was typed. Clean data: None, False or True.

    That is what `core.local_time.instant` takes as `second`.
    """

    is_needed = True  # where it is asked at all
    SECOND = {"first": False, "second": True}

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("That time comes twice in that night"),
            choices=[
                ("", gettext_lazy("Choose")),
                ("first", gettext_lazy("The first one, in summer time")),
                ("second", gettext_lazy("The second one")),
            ],
            required=False,
        )

    def clean(self, value: Any) -> bool | None:
        return self.SECOND.get(super().clean(value))


class PlainWords(forms.BaseForm):
    """First base of a form: what its author did not word is worded here, never by Django."""

    def full_clean(self) -> None:
        for name, field in self.fields.items():
            own = _own_messages(field)
            words = plain_words(field, str(field.label or pretty_name(name)))
            field.error_messages |= {code: text for code, text in words.items() if code not in own}
            if _has_one_line(field) and on_one_line not in field.validators:
                field.validators = [*field.validators, on_one_line]
        super().full_clean()
        self._say_once()

    def _say_once(self) -> None:
        """An address is judged by Django and then by ours, which says best what is wrong with it."""
        for name, errors in self.errors.items():
            if isinstance(self.fields.get(name), forms.EmailField):
                errors.data[:] = errors.data[-1:]


def side_by_side(form: forms.BaseForm, *rows: tuple[str, ...]) -> FormHelper:
    """For `form.helper`: the form in its own order, each of these rows side by side where there is room."""
    first = {row[0]: row for row in rows}
    rest = {name for row in rows for name in row[1:]}
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf = False, True
    shown = [name for name in form.fields if name not in rest]
    helper.layout = Layout(*(Row(*first[name]) if name in first else name for name in shown))
    return helper
