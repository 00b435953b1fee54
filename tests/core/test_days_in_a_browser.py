"""static/js/days.js says of what is typed what the server would say, in whatever language the page is."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override
from playwright.sync_api import Page, Route

from core.day_input import DayInput
from core.days import day_off, with_week
from tests.source import ROOT

pytestmark = pytest.mark.browser
SCRIPT = (ROOT / "static" / "js" / "days.js").read_text()
HOST = "http://desk.example"
PAGE = Template(
    '{% load days %}<!doctype html><script type="module" src="/days.js"></script>'
    "<form {% day_words %}>{{ form }}</form>"
)


class Example(forms.Form):
    day = forms.DateField(widget=DayInput(warns=True))


@pytest.fixture
def visit(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page in one language in a browser of another: its own format of dates decides nothing."""

    def visited(language: str, **options: str) -> Page:
        with override(language):
            body = PAGE.render(Context({"form": Example()}))

        def serve(route: Route) -> None:
            if route.request.url.endswith("days.js"):
                return route.fulfill(content_type="text/javascript", body=SCRIPT)
            return route.fulfill(content_type="text/html; charset=utf-8", body=body)

        page = open_page(**options)
        page.route("**/*", serve)
        page.goto(HOST)
        return page

    return visited


def said(language: str, day: date) -> str:
    with override(language):
        return " · ".join(filter(None, [with_week(day), day_off(day)]))


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_it_says_what_the_server_says(visit: Callable[..., Page], language: str, zone: str) -> None:
    page = visit(language, locale="en-US", timezone_id=zone)
    today = date.today()
    days = [date(today.year, 1, 1) + timedelta(days=number) for number in range(0, 1100, 3)]

    shown = page.evaluate(
        """days => {
            const input = document.querySelector("[name=day]");
            return days.map(day => {
                input.value = day;
                input.dispatchEvent(new Event("input", { bubbles: true }));
                return document.querySelector("output").textContent;
            });
        }""",
        [day.isoformat() for day in days],
    )

    assert shown == [said(language, day) for day in days]


def test_a_field_that_is_emptied_says_nothing(visit: Callable[..., Page]) -> None:
    page = visit("en")
    page.fill("[name=day]", "2027-03-13")
    assert page.text_content("output") == said("en", date(2027, 3, 13))

    page.fill("[name=day]", "")

    assert page.text_content("output") == ""


@pytest.mark.parametrize("typed", ["13.3.2027", "13/03/2027", " 2027-3-13 "])
def test_a_day_is_shown_in_one_format_whatever_the_browser_speaks(
    visit: Callable[..., Page], typed: str
) -> None:
    page = visit("en", locale="en-US")
    page.fill("[name=day]", typed)
    assert page.text_content("output") == said("en", date(2027, 3, 13))

    page.locator("[name=day]").blur()

    assert page.input_value("[name=day]") == "2027-03-13"


@pytest.mark.parametrize("typed", ["2027-02-30", "0001-01-01x", "03/13/2027", "1/2-2027"])
def test_what_is_no_day_stays_as_it_was_typed(visit: Callable[..., Page], typed: str) -> None:
    page = visit("en")
    page.fill("[name=day]", typed)
    page.locator("[name=day]").blur()

    assert (page.text_content("output"), page.input_value("[name=day]")) == ("", typed)


def test_the_calendar_of_the_browser_fills_the_field(visit: Callable[..., Page]) -> None:
    page = visit("en", locale="en-US")

    page.locator(".day-pick > input").fill("2027-03-13")
    page.locator(".day-pick > input").dispatch_event("change")

    assert page.input_value("[name=day]") == "2027-03-13"
    assert page.text_content("output") == said("en", date(2027, 3, 13))
