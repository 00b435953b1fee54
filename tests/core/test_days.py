"""Days in words with their ISO week, and the days on which nobody is at work in Denmark."""

from datetime import date

import pytest
from django import forms
from django.utils.translation import override

from core.day_input import DayInput, script_words
from core.days import day_off, holidays, is_working_day, with_week


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 3, 12), "Friday 12 March 2027 · week 10"),
        (date(2026, 12, 31), "Thursday 31 December 2026 · week 53"),
        (date(2027, 1, 3), "Sunday 3 January 2027 · week 53"),
        (date(2027, 1, 4), "Monday 4 January 2027 · week 1"),
        (date(2024, 12, 30), "Monday 30 December 2024 · week 1"),
    ],
)
def test_a_day_is_said_with_its_iso_week(day: date, words: str) -> None:
    assert with_week(day) == words


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 3, 12), ""),
        (date(2027, 3, 13), "at the weekend"),
        (date(2027, 3, 14), "at the weekend"),
        (date(2027, 3, 26), "public holiday: Good Friday"),
        (date(2027, 3, 28), "public holiday: Easter Sunday"),
        (date(2027, 3, 29), "public holiday: Easter Monday"),
        (date(2023, 5, 5), "public holiday: Great Prayer Day"),
        (date(2024, 4, 26), ""),  # it is none any more
        (date(2027, 5, 1), "at the weekend"),
        (date(2028, 5, 1), ""),  # no public holiday by law
    ],
)
def test_why_nobody_is_at_work(day: date, why: str) -> None:
    assert day_off(day) == why
    assert is_working_day(day) == (why == "")


def test_holidays_and_weekdays_follow_the_language() -> None:
    with override("da"):
        assert holidays(2027)[date(2027, 3, 29)] == "Anden påskedag"
        assert with_week(date(2027, 3, 12)).startswith("fredag")
    assert holidays(2027)[date(2027, 3, 29)] == "Easter Monday"


class Example(forms.Form):
    plain = forms.DateField(widget=DayInput())
    warning = forms.DateField(widget=DayInput(warns=True))


def test_the_field_says_the_day_beside_it_without_a_script() -> None:
    html = str(Example({"plain": "2027-03-13", "warning": "2027-03-13"}))

    assert html.count("Saturday 13 March 2027 · week 10") == 2
    assert html.count("<strong>at the weekend</strong>") == 1
    assert 'for="id_warning" data-day-words data-warns>' in html
    assert 'for="id_plain" data-day-words>' in html


@pytest.mark.parametrize("typed", ["", "tomorrow", "03/13/2027", "2027-02-30"])
def test_what_is_no_day_says_nothing(typed: str) -> None:
    assert "data-day-words data-warns></output>" in str(Example({"warning": typed})["warning"])


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("typed", ["2027-03-04", "4.3.2027", "04/03/2027", "4-3-2027"])
def test_however_a_day_is_typed_it_stands_before_its_month(language: str, typed: str) -> None:
    with override(language):
        form = Example({"plain": typed, "warning": typed})

        assert form.is_valid()
        assert with_week(date(2027, 3, 4)) in str(form["plain"])
    assert form.cleaned_data["plain"] == date(2027, 3, 4)


def test_no_browser_decides_the_format() -> None:
    field = str(Example({"plain": "2027-03-04"})["plain"]).split("<output")[0]

    assert '<input type="text" name="plain" value="2027-03-04"' in field
    assert 'type="date" name' not in field


def test_the_script_gets_its_words_in_the_language_of_the_page() -> None:
    with override("da"):
        words = script_words()

    assert "torsdag" in words["weekdays"]
    assert "marts" in words["months"]
    assert "Juledag" in words["holidays"]
