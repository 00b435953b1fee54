"""Several forms that are one to whoever fills them in: one page, one save, one version, one list of errors.

Django's formsets find a row by its place in the list that was sent. Here a row is found by its number, so
that one that somebody else removed or moved meanwhile is not taken for another, and nothing typed is lost.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from core.forms import side_by_side

EMPTY_ROWS = 3  # for whoever has no scripts
ANY_KEY = "new-0"  # of the row that the script copies
Rows = list[tuple[int | None, dict[str, Any]]]


class PlaceField(forms.IntegerField):
    """Where a row stands. An empty row that has a place is still empty."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class RowForms:
    """A form for each row of a table, and empty ones for rows to be made.

    The fields of a row begin with its key: its number in the database, or "new-1", "new-2". A number that no
    row of these has makes a new one. Rows that were not sent stay as they are.
    """

    def __init__(
        self,
        name: str,
        form: type[forms.ModelForm],
        *,
        rows: Sequence[models.Model],
        new: Callable[[], models.Model],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.name, self._form, self._new = name, form, new
        self._rows = {str(row.pk): row for row in rows}
        sent = self._keys(data or {})
        self.forms = [self._made(key, data) for key in sent]
        self.forms += [self._made(key) for key in self._rows if key not in sent]
        for place, one in enumerate(self.forms, start=1):
            one.initial["place"] = place

    def _keys(self, data: Mapping[str, Any]) -> list[str]:
        """In the order in which they were sent."""
        found = (re.match(rf"{self.name}-([1-9]\d{{0,17}}|new-[1-9]\d{{0,5}})-", field) for field in data)
        return list(dict.fromkeys(match[1] for match in found if match))

    def _made(self, key: str, data: Mapping[str, Any] | None = None) -> Any:
        row = self._rows.get(key)
        one: Any = self._form(
            data=data,
            instance=copy(row) if row else self._new(),
            prefix=f"{self.name}-{key}",
            empty_permitted=row is None,
            use_required_attribute=False,
        )
        one.key, one.row, one.is_called = key, row, str(row or "")
        one.helper = getattr(one, "helper", None) or side_by_side(one)
        one.fields["place"] = PlaceField(label=_("Order"), required=False, min_value=1, max_value=999)
        one.fields["remove"] = forms.BooleanField(label=_("Remove"), required=False)
        return one

    @property
    def has_rows(self) -> bool:
        return bool(self._rows)

    @property
    def shown(self) -> Iterator[Any]:
        """Where rows are folded, those stay open in which something is new or wrong, and the first."""
        for number, one in enumerate(self.forms):
            is_new = one.row is None or (one.is_bound and one.has_changed())
            one.is_open = number == 0 or is_new or bool(one.errors)
            yield one

    @property
    def empty_forms(self) -> list[Any]:
        last = max((int(one.key[4:]) for one in self.forms if one.key.startswith("new-")), default=0)
        return [self._made(f"new-{last + number}") for number in range(1, EMPTY_ROWS + 1)]

    @property
    def any_form(self) -> Any:
        return self._made(ANY_KEY)

    @cached_property
    def kept(self) -> list[Any]:
        """The forms that were sent and count, judged, in the order of their places."""
        kept = []
        for one in self.forms:
            if one.is_bound and one["remove"].value():
                one.errors.clear()
            elif one.is_bound and (one.row or one.has_changed()):
                one.full_clean()
                kept.append(one)
        self.judge(kept, [one.row for one in self.forms if not one.is_bound])
        places = {one.key: one.cleaned_data.get("place") or 1_000 for one in kept}
        return sorted(kept, key=lambda one: places[one.key])

    def judge(self, kept: list[Any], others: list[Any]) -> None:
        """For what rows may not be to each other; `others` were not sent and stay."""

    @property
    def rows(self) -> Rows:
        """Number, or None for a new one, and values."""
        return [(one.row and one.row.pk, _without(one.cleaned_data, "place", "remove")) for one in self.kept]

    @property
    def removed(self) -> list[int]:
        return [one.row.pk for one in self.forms if one.is_bound and one.row and one["remove"].value()]


def _without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in names}


class SeveralForms:
    """Forms and rows of forms, with the face of one form. A field goes by its name in the page."""

    base_fields: Mapping[str, forms.Field] = {}
    version: str | None = None
    standing: Sequence[tuple[str, str]] = ()

    def __init__(self, *parts: Any, files: Any = None) -> None:
        self.parts, self.files = parts, files or {}
        self._sentences: list[str] = []

    @property
    def each(self) -> Iterator[Any]:
        for part in self.parts:
            if isinstance(part, RowForms):
                _ = part.kept  # judged together before one is asked what is wrong in it
                yield from part.forms
            else:
                yield part

    def __iter__(self) -> Iterator[forms.BoundField]:
        for form in self.each:
            yield from form

    @property
    def fields(self) -> dict[str, forms.Field]:
        return {field.html_name: field.field for field in self}

    def visible_fields(self) -> list[forms.BoundField]:
        """What stands in them: a tick that removes a row says nothing of it."""
        ticks = {id(form.fields["remove"]) for form in self.each if hasattr(form, "row")}
        return [field for field in self if not field.is_hidden and id(field.field) not in ticks]

    def is_valid(self) -> bool:
        return not self.errors

    @property
    def errors(self) -> ErrorDict:
        """A copy; `add_error` is the way in."""
        found = {field.html_name: field.errors for field in self if field.errors}
        above = self.non_field_errors()
        return ErrorDict({**found, **({NON_FIELD_ERRORS: above} if above else {})})

    def non_field_errors(self) -> list[str]:
        return self._sentences + [str(said) for form in self.each for said in form.non_field_errors()]

    def add_error(self, name: str | None, sentence: Any) -> None:
        """In the place of what else is wrong at that field; a name that no field has means above all."""
        field = next((field for field in self if field.html_name == name), None)
        if field is None:
            self._sentences.append(str(sentence))
        else:
            field.form.errors.pop(field.name, None)
            field.form.add_error(field.name, sentence)
