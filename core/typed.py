"""What a person typed, in words: the value of a field, and a list to copy by the labels that they saw."""

from collections.abc import Callable, Iterator, Mapping
from inspect import isclass
from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from core.several_forms import SeveralForms

UNSPOKEN = ("password", "token", "secret")
UNSEEN = {"version", "next", "draft", "to"}  # buttons, and hidden inputs outside of a form class
FormClass = type[forms.BaseForm] | type[SeveralForms]
Takes = FormClass | Callable[..., FormClass | None]  # a class, or what gets the view's keyword arguments


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Label and value of each field; never a password, nothing that was hidden, no number of a row.

    Asks neither the database nor the session.
    """
    match = resolved(request)
    form: Any = class_of(getattr(match and match.func, "takes", None), match.kwargs if match else {})
    fields = form.base_fields if form else {}  # none where a form makes them as it is asked for
    described = _by_label if fields else _by_name
    return list(described(_typed(request), fields))


def resolved(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def class_of(takes: Takes | None, kwargs: Mapping[str, Any]) -> FormClass | None:
    if takes is None or (isclass(takes) and issubclass(takes, forms.BaseForm | SeveralForms)):
        return takes
    found: Any = takes
    return found(**kwargs)


def in_words(field: forms.BoundField) -> str:
    """What a field shows, as a person reads it: the labels of what is chosen, an empty text for nothing."""
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return _("Ticked") if value else _("Not ticked")
    values = value if isinstance(value, list | tuple) else [value]
    if choices := getattr(field.field, "choices", None):
        labels = {str(code): str(label) for code, label in choices}
        return ", ".join(labels.get(str(one), "") for one in values if one not in {None, ""})
    shown = field.field.widget.format_value(value)
    return "\n".join(str(shown or "").splitlines()).strip()


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        for value in values:
            if (
                isinstance(value, str)
                and value.strip()
                and not any(word in name.lower() for word in UNSPOKEN)
            ):
                yield name, value


def _by_name(typed: Iterator[tuple[str, str]], fields: dict[str, forms.Field]) -> Iterator[tuple[str, str]]:
    return ((pretty_name(name.replace("-", "_")), value) for name, value in typed if name not in UNSEEN)


def _by_label(typed: Iterator[tuple[str, str]], fields: dict[str, forms.Field]) -> Iterator[tuple[str, str]]:
    for name, value in typed:
        field = fields.get(name)
        if field is None or field.widget.is_hidden or isinstance(field, forms.ModelChoiceField):
            continue  # what was chosen from rows is a number here, and is chosen again
        yield str(field.label or pretty_name(name)), _chosen(field, value)


def _chosen(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.BooleanField):
        return _("Ticked")
    return str(dict(getattr(field, "choices", [])).get(value, value))
