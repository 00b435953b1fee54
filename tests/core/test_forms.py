"""What a form says when its author said nothing."""

import pytest
from django import forms
from django.urls import get_resolver

from applications.applying.forms import StepForm
from core.forms import PlainWords
from desk.my.forms import AddressForm
from mail.addresses import validate_mailbox
from screening.search_forms import Words
from tests.source import FLOORS


class Example(PlainWords, forms.Form):
    name = forms.CharField(max_length=5)
    email = forms.EmailField(label="E-mail address")
    share = forms.IntegerField(label="Share in %", max_value=100)
    pay = forms.DecimalField(label="Pay", required=False)
    day = forms.DateField(label="Day")
    place = forms.ChoiceField(label="Place", choices=[("k", "Kalundborg")])
    drives = forms.ChoiceField(label="Do you drive?", choices=[("y", "Yes")], widget=forms.RadioSelect)
    terms = forms.BooleanField(label="I have read it")
    cv = forms.FileField(label="CV")
    note = forms.CharField(error_messages={"required": "Say something."})


def said(**typed: str) -> dict[str, str]:
    return {name: texts[0] for name, texts in Example(typed).errors.items()}


def test_what_is_missing_is_named() -> None:
    assert said() == {
        "name": "Name is missing.",
        "email": "E-mail address is missing.",
        "share": "Share in % is missing.",
        "day": "Day is missing.",
        "place": "Choose: Place.",
        "drives": "Answer this: Do you drive?",
        "terms": "Tick “I have read it” to go on.",
        "cv": "Choose a file: CV.",
        "note": "Say something.",
    }


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "Maximiliana", "Name is too long: 5 characters fit, this has 11."),
        ("name", "A\x00B", "Name contains characters that cannot be stored. Type it again."),
        ("email", "amina@", "Write an e-mail address, like name@example.com."),
        ("share", "many", "Write a whole number."),
        ("pay", "much", "Write a number."),
        ("share", "101", "Share in %: write 100 or less."),
        ("day", "30/02/2027", "Write a day that is in the calendar."),
        ("place", "Paris", "Place: choose one of those that are offered."),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(field: str, typed: str, words: str) -> None:
    assert said(**{field: typed})[field] == words


def test_an_address_is_refused_with_one_sentence() -> None:
    class Ours(PlainWords, forms.Form):
        email = forms.EmailField(label="E-mail address", max_length=10, validators=[validate_mailbox])

    assert Ours({"email": "nobody"}).errors["email"] == ["Enter an e-mail address, such as name@example.com."]
    assert len(Ours({"email": "a@b, c@example.com"}).errors["email"]) == 1
    assert Ours({"email": "a@b.dk"}).is_valid()


def test_words_are_chosen_when_the_form_is_read_so_labels_may_change() -> None:
    form = Example({})
    form.fields["name"].label = "Your name"

    assert form.errors["name"] == ["Your name is missing."]
    form.full_clean()
    assert form.errors["note"] == ["Say something."]


def subclasses(of: type) -> set[type]:
    return {each for direct in of.__subclasses__() for each in (direct, *subclasses(direct))}


def test_every_form_says_it_in_our_words() -> None:
    """But for those whose fields word all of it themselves, and searches, whose address is refused."""
    assert get_resolver().url_patterns  # the views bring their forms along
    ours = {form for form in subclasses(forms.BaseForm) if form.__module__.split(".")[0] in FLOORS}
    own_words = {StepForm, AddressForm, Words, *subclasses(Words), *subclasses(StepForm)}

    assert len(ours) > 20
    assert {form for form in ours - own_words if not issubclass(form, PlainWords)} == set()
