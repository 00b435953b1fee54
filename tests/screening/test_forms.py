from collections.abc import Iterator

import pytest
from django.forms import Form, ModelChoiceField

from accounts.models import User
from screening.filters import Filter
from screening.forms import NoteForm, ReasonForm, TellForm
from tests.tagged import tagged

pytestmark = pytest.mark.django_db


def words_of(form: Form) -> Iterator[str]:
    for field in form:
        yield str(field.label)
        yield str(field.help_text)
        if isinstance(field.field, ModelChoiceField):  # the others are what somebody wrote
            yield str(field.field.empty_label)
        else:
            yield from (str(label) for _value, label in getattr(field.field, "choices", []))


@pytest.mark.parametrize("form", [NoteForm, ReasonForm, TellForm])
def test_a_form_speaks_the_language_of_whoever_sees_it(form: type[Form]) -> None:
    with tagged():
        assert [word for word in words_of(form()) if word and not word.endswith("[da]")] == []


def test_the_filter_speaks_it_too(recruiter: User) -> None:
    with tagged():
        words = list(words_of(Filter({}, user=recruiter)))

    assert "Any stage [da]" in words
    assert [word for word in words if word and not word.endswith("[da]")] == []
