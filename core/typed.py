"""What a person had typed into a form that was not taken: a list to copy, by the labels that they saw."""

from collections.abc import Callable, Iterator
from inspect import isclass
from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve

UNSPOKEN = ("password", "token", "secret")
UNSEEN = {"version", "next", "draft", "to"}  # buttons, and hidden inputs outside of a form class
View = Callable[..., Any]
FormClass = type[forms.BaseForm]


def typed_in(form: FormClass | Callable[..., FormClass | None]) -> Callable[[View], View]:
    """The form that the view takes, or a function that gets the view's keyword arguments and returns it."""

    def decorate(view: View) -> View:
        marked: Any = view
        marked.typed_in = form
        return marked

    return decorate


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Label and value of each field; never a password, nothing that was hidden, no number of a row."""
    form = _form_of(request)
    described = _by_label if form else _by_name
    return list(described(_typed(request), form.base_fields if form else {}))


def resolved(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        for value in values:
            if (
                isinstance(value, str)
                and value.strip()
                and not any(word in name.lower() for word in UNSPOKEN)
            ):
                yield name, value


def _form_of(request: HttpRequest) -> Any:
    match = resolved(request)
    form = getattr(match and match.func, "typed_in", None)
    if match is None or form is None or isclass(form):
        return form
    return form(**match.kwargs)


def _by_name(typed: Iterator[tuple[str, str]], fields: dict[str, forms.Field]) -> Iterator[tuple[str, str]]:
    return ((pretty_name(name.replace("-", "_")), value) for name, value in typed if name not in UNSEEN)


def _by_label(typed: Iterator[tuple[str, str]], fields: dict[str, forms.Field]) -> Iterator[tuple[str, str]]:
    for name, value in typed:
        field = fields.get(name)
        if field is None or field.widget.is_hidden or isinstance(field, forms.ModelChoiceField):
            continue  # what was chosen from rows is a number here, and is chosen again
        yield str(field.label or pretty_name(name)), _in_words(field, value)


def _in_words(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.BooleanField):
        return "Ticked"
    return str(dict(getattr(field, "choices", [])).get(value, value))
