"""What was typed and not taken comes back by the labels that the person saw."""

from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import path

from core.refusals import takes
from core.typed import in_words, typed_fields
from postings.models import Reason


class ExampleForm(forms.Form):
    why = forms.CharField(label="Why are you applying?")
    pay_from = forms.IntegerField()
    way = forms.ChoiceField(label="How", choices=[("a", "By bus"), ("b", "By train")])
    agreed = forms.BooleanField(label="I have read it")
    reason: Any = forms.ModelChoiceField(Reason.objects.none())
    row = forms.IntegerField(widget=forms.HiddenInput)
    password1 = forms.CharField()


class TabForm(forms.Form):
    body = forms.CharField(label="Text")


@takes(ExampleForm)
def plain(request: HttpRequest) -> Any: ...


@takes(lambda tab: {"texts": TabForm}.get(tab))
def tabbed(request: HttpRequest, tab: str) -> Any: ...


def unmarked(request: HttpRequest) -> Any: ...


urlpatterns = [path("plain/", plain), path("tabs/<slug:tab>/", tabbed), path("unmarked/", unmarked)]
TYPED = {
    "csrfmiddlewaretoken": "abc",
    "why": "Because.\nYes.",
    "pay_from": "40000",
    "way": "b",
    "agreed": "on",
    "reason": "7",
    "row": "3",
    "version": "3",
    "password1": "hush",
    "body": "Long.",
    "empty": " ",
}


@pytest.fixture(autouse=True)
def _with_these_routes(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def fields(rf: RequestFactory, address: str) -> dict[str, str]:
    return dict(typed_fields(rf.post(address, TYPED)))


def test_labels_and_choices_as_the_page_showed_them(rf: RequestFactory) -> None:
    assert fields(rf, "/plain/") == {
        "Why are you applying?": "Because.\nYes.",
        "Pay from": "40000",
        "How": "By train",
        "I have read it": "Ticked",
    }


def test_the_form_may_depend_on_the_address(rf: RequestFactory) -> None:
    assert fields(rf, "/tabs/texts/") == {"Text": "Long."}


@pytest.mark.parametrize("address", ["/unmarked/", "/tabs/other/", "/nowhere/"])
def test_without_a_known_form_nothing_typed_is_lost(rf: RequestFactory, address: str) -> None:
    found = fields(rf, address)

    assert found["Why"] == "Because.\nYes."
    assert found["Body"] == "Long."
    assert not {"Csrfmiddlewaretoken", "Version", "Password1", "Empty"} & set(found)


def test_several_values_of_one_name_all_come_back(rf: RequestFactory) -> None:
    request = rf.post("/unmarked/", {"note": ["first", "second"]})

    assert typed_fields(request) == [("Note", "first"), ("Note", "second")]


def shown(name: str, initial: Any) -> str:
    return in_words(ExampleForm(initial={name: initial})[name])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        *(("way", "b", "By train"), ("way", None, ""), ("way", "gone", "")),
        *(("agreed", True, "Ticked"), ("agreed", False, "Not ticked")),
        *(("pay_from", 40000, "40000"), ("pay_from", None, "")),
        ("why", "One\r\nTwo \n", "One\nTwo"),
    ],
)
def test_a_value_in_words(name: str, value: Any, words: str) -> None:
    assert shown(name, value) == words
