"""Several forms and rows of forms that are one: what is read, what is kept, what is wrong and where."""

from typing import Any

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from core.access import public
from core.errors import Conflict, DomainError
from core.forms import PlainWords
from core.refusals import FormPage, Sent, form_view
from core.several_forms import RowForms, SeveralForms
from postings.forms.parts import FaqForm
from postings.models import Faq, Posting
from recruitment.urls import handler400, handler429, handler500
from recruitment.urls import urlpatterns as ours
from tests.factories import PostingFactory

pytestmark = pytest.mark.django_db
__all__ = ["handler400", "handler429", "handler500"]


class TitleForm(PlainWords, forms.Form):
    title = forms.CharField(label="Title", initial="As it was")


class Together(SeveralForms):
    def __init__(self, *, posting: Posting, data: Any = None, files: Any = None) -> None:
        self.title, self.faqs = TitleForm(data=data), rows_of(posting, data)
        super().__init__(self.title, self.faqs, files=files)


def rows_of(posting: Posting, data: Any = None) -> RowForms:
    rows = list(posting.faqs.all())
    return RowForms("faq", FaqForm, rows=rows, new=lambda: Faq(posting=posting), data=data)


@pytest.fixture
def posting() -> Posting:
    made: Posting = PostingFactory()
    for place, question in enumerate("AB"):
        Faq.objects.create(posting=made, question=question, answer="x", position=place)
    return made


def row(key: Any, question: str, answer: str = "x", **more: str) -> dict[str, str]:
    values = {"question": question, "answer": answer, **more}
    return {f"faq-{key}-{name}": value for name, value in values.items()}


def test_rows_come_in_the_order_of_their_places_and_new_ones_without_a_number(posting: Posting) -> None:
    a, b = posting.faqs.all()
    data = {**row(a.pk, "A", place="2"), **row("new-1", "C", place=""), **row(b.pk, "B!", place="1")}

    rows = rows_of(posting, data).rows

    assert [(pk, values["question"]) for pk, values in rows] == [(b.pk, "B!"), (a.pk, "A"), (None, "C")]
    assert rows[0][1] == {"question": "B!", "answer": "x"}


def test_an_empty_new_row_is_none_and_a_ticked_one_is_removed_unjudged(posting: Posting) -> None:
    a, _b = posting.faqs.all()
    data = {
        **row("new-1", "", "", place="7"),
        **row(a.pk, "", "", remove="on"),
        **row("new-2", "x", "", remove="on"),
    }

    form = Together(posting=posting, data={**data, "title": "T"})

    assert form.is_valid()
    assert (form.faqs.rows, form.faqs.removed) == ([], [a.pk])


@pytest.mark.parametrize("key", ["987654321", "new-4"])
def test_a_number_that_no_row_of_these_has_makes_a_new_one(posting: Posting, key: str) -> None:
    """Of another posting, or removed by somebody else meanwhile."""
    assert rows_of(posting, row(key, "C")).rows == [(None, {"question": "C", "answer": "x"})]


@pytest.mark.parametrize("key", ["new-0", "0", "x", "-1", "9" * 30, "new-99999999"])
def test_what_is_no_key_is_no_row(posting: Posting, key: str) -> None:
    assert rows_of(posting, row(key, "C")).rows == []


def test_rows_that_were_not_sent_are_shown_behind_and_not_judged(posting: Posting) -> None:
    a, b = posting.faqs.all()

    rows = rows_of(posting, row(b.pk, "B"))

    assert [one.row for one in rows.forms] == [b, a]
    assert [pk for pk, _ in rows.rows] == [b.pk]


def test_empty_rows_have_keys_that_nobody_has(posting: Posting) -> None:
    rows = rows_of(posting, {**row("new-3", "C"), **row("new-1", "D")})

    assert [one.key for one in rows.empty_forms] == ["new-4", "new-5", "new-6"]
    assert rows.any_form.prefix == "faq-new-0"


def test_folded_rows_are_open_where_something_is_new_or_wrong(posting: Posting) -> None:
    a, b = posting.faqs.all()
    data = {**row(a.pk, "A", place="1"), **row(b.pk, "B", place="2"), **row("new-1", "C")}

    assert [one.is_open for one in rows_of(posting).shown] == [True, False]
    assert [one.is_open for one in rows_of(posting, data).shown] == [True, False, True]
    assert [one.is_open for one in rows_of(posting, {**data, **row(b.pk, "")}).shown] == [True, True, True]


def test_what_is_wrong_is_said_by_the_name_in_the_page(posting: Posting) -> None:
    form = Together(posting=posting, data={"title": "", **row("new-1", "", "x")})

    assert not form.is_valid()
    assert dict(form.errors) == {
        "title": ["Title is missing."],
        "faq-new-1-question": ["Write the question."],
    }


def test_an_error_takes_the_place_of_another_or_stands_above(posting: Posting) -> None:
    form = Together(posting=posting, data={"title": "T", **row("new-1", "", "x")})

    form.add_error("faq-new-1-question", "Not this one.")
    form.add_error("nothing", "Not today.")

    assert dict(form.errors) == {"faq-new-1-question": ["Not this one."], "__all__": ["Not today."]}
    assert form.non_field_errors() == ["Not today."]


# With core.refusals

REFUSAL: list[DomainError] = []


@public
@form_view(Together)
def page(request: HttpRequest) -> FormPage:
    def act(sent: Sent) -> HttpResponse:
        raise REFUSAL[0]

    posting = Posting.objects.get()
    template = "postings/desk/new.html"
    return FormPage(template, act, options={"posting": posting}, version=posting.version, replaces=True)


urlpatterns = [path("several/", page), *ours]


@pytest.fixture
def several(settings: Any, client: Client) -> Client:
    settings.ROOT_URLCONF = __name__
    return client


def test_after_a_conflict_each_row_says_what_stands_there_now(several: Client, posting: Posting) -> None:
    REFUSAL[:] = [Conflict("Ada changed this.")]
    a, b = posting.faqs.all()
    second = row(b.pk, "B", place="2", remove="on")
    typed = {"title": "Mine", **row(a.pk, "A?", place="1"), **second, "version": "0"}

    answer = several.post("/several/", typed)

    assert answer.status_code == 409
    form = answer.context["form"]
    assert form.standing == [("Title", "As it was"), ("A: Question", "A")]
    assert form.version == "1"
    assert "Ada changed this." in answer.text


def test_a_refusal_stands_at_the_field_of_its_row(several: Client, posting: Posting) -> None:
    a = posting.faqs.first()
    assert a is not None
    REFUSAL[:] = [DomainError("It is in use.", field=f"faq-{a.pk}-remove")]

    answer = several.post("/several/", {"title": "T", **row(a.pk, "A", remove="on"), "version": "1"})

    assert answer.status_code == 409
    assert f'<a href="#id_faq-{a.pk}-remove">It is in use.</a>' in answer.text
