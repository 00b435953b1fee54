"""static/js/countdown.js by a clock that is set: around changes of the clock, in other zones, and at zero."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.html import escape
from playwright.sync_api import Page, Route, expect

from core.words import countdown_words, time_left

pytestmark = pytest.mark.browser
SCRIPT = (Path(__file__).parents[2] / "static" / "js" / "countdown.js").read_text()
HOST = "http://jobs.example"
AUTUMN = datetime(2026, 10, 25, 23, tzinfo=UTC)  # the end of 25 October in Copenhagen, a day of 25 hours
SPRING = datetime(2027, 3, 28, 22, tzinfo=UTC)  # the end of 28 March, a day of 23 hours


class House:
    """What the server answers: a posting that is open, or closed, or nothing at all."""

    def __init__(self) -> None:
        self.asked = 0
        self.closes = AUTUMN
        self.words = "as the server says"
        self.is_open = self.answers = True

    def serve(self, route: Route) -> None:
        if route.request.url.endswith("countdown.js"):
            return route.fulfill(content_type="text/javascript", body=SCRIPT)
        self.asked += 1
        if not self.answers:
            return route.abort("internetdisconnected")
        iso = f"{self.closes:%Y-%m-%dT%H:%M:%SZ}"
        time = f'<time data-closes="{iso}" data-words="{escape(countdown_words())}">{self.words}</time>'
        body = time if self.is_open else "<h1>This position closed</h1>"
        script = '<script type="module" src="/countdown.js"></script>'
        return route.fulfill(content_type="text/html", body=f"<!doctype html>{script}{body}")


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def visit(open_page: Callable[..., Page], house: House) -> Callable[..., Page]:
    """A visitor whose clock stands at the given moment and goes on as the test says."""

    def visited(at: datetime, *, zone: str = "America/New_York") -> Page:
        page = open_page(timezone_id=zone)
        page.route("**/*", house.serve)
        page.clock.install(time=at - timedelta(seconds=1))
        page.clock.pause_at(at)
        page.goto(f"{HOST}/jobs/it/")
        return page

    return visited


def said_after(page: Page, **time: float) -> str:
    page.clock.run_for(int(timedelta(**time).total_seconds() * 1000))
    return page.locator("time").inner_text()


LEFT = [
    (AUTUMN, timedelta(days=7, hours=1, minutes=1), "7 days 1 hour left"),
    (AUTUMN, timedelta(hours=25, minutes=1), "1 day 1 hour left"),  # midnight to midnight
    (AUTUMN, timedelta(hours=25), "1 day left"),
    (AUTUMN, timedelta(hours=23, minutes=1), "23 hours left"),  # 2 o'clock, the first time
    (AUTUMN, timedelta(hours=22, minutes=1), "22 hours left"),  # 2 o'clock, the second time
    (SPRING, timedelta(days=45, hours=5), "45 days left"),
    (SPRING, timedelta(days=6, hours=23, minutes=1), "6 days 23 hours left"),
    (SPRING, timedelta(hours=23, minutes=1), "23 hours left"),  # midnight to midnight
    (SPRING, timedelta(hours=21, minutes=1), "21 hours left"),  # 3 o'clock, right after 2
    (SPRING, timedelta(minutes=3), "2 minutes left"),
    (SPRING, timedelta(minutes=1, seconds=30), "less than a minute left"),
]


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "America/New_York", "Pacific/Auckland"])
def test_it_counts_between_instants(visit: Callable[..., Page], house: House, zone: str) -> None:
    """Wherever the visitor is, whatever the clocks do on the way; the server's text stands for a minute."""
    page = visit(AUTUMN - timedelta(days=9), zone=zone)

    for closes, before, said in LEFT:
        house.closes = closes
        page.goto("about:blank")  # else the page before would be past its end
        page.clock.pause_at(closes - before)
        page.goto(f"{HOST}/jobs/it/")

        assert said_after(page, seconds=59) == "as the server says"
        assert said_after(page, seconds=1) == said, before


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_words_are_those_of_the_server(visit: Callable[..., Page], language: str) -> None:
    """The twins say the same, at every edge, in each language."""
    minutes = [0, 1, 59, 60, 61, 119, 120, 1439, 1440, 1441, 1500, 2879, 2880, 43199, 43200, 44700]
    seconds = [one for minute in minutes for one in (60 * minute - 1, 60 * minute, 60 * minute + 1)]
    page = visit(AUTUMN - timedelta(days=1))

    script = """([times, words]) => import('/countdown.js')
        .then(it => times.map(each => it.timeLeft(each * 1000, JSON.parse(words))))"""
    with translation.override(language):
        said = page.evaluate(script, [seconds, countdown_words()])
        assert said == [time_left(timedelta(seconds=each)) for each in seconds]


def test_at_zero_the_page_of_what_is_closed_comes(visit: Callable[..., Page], house: House) -> None:
    """A second after, not a minute."""
    page = visit(AUTUMN - timedelta(minutes=2, seconds=30))
    said_after(page, seconds=150)
    assert house.asked == 1

    house.is_open = False
    page.clock.run_for(1000)
    expect(page.locator("h1")).to_have_text("This position closed")
    assert house.asked == 3  # asked once, then loaded


def test_a_visitor_whose_clock_is_ahead_reads_what_the_server_says(
    visit: Callable[..., Page], house: House
) -> None:
    page = visit(AUTUMN + timedelta(hours=3))
    house.words = "2 hours left"

    page.clock.run_for(60_000)
    expect(page.locator("time")).to_have_text("2 hours left")
    house.words = "1 hour 59 minutes left"
    page.clock.run_for(60_000)
    expect(page.locator("time")).to_have_text("1 hour 59 minutes left")
    assert house.asked == 3  # once a minute, and no loading in a circle


def test_past_zero_without_a_network_it_says_closed(visit: Callable[..., Page], house: House) -> None:
    page = visit(AUTUMN - timedelta(seconds=90))
    said_after(page, seconds=60)
    house.answers = False

    page.clock.run_for(31_000)
    expect(page.locator("time")).to_have_text("closed")
    page.clock.run_for(120_000)
    expect(page.locator("time")).to_have_text("closed")


def test_a_time_that_cannot_be_read_is_left_alone(visit: Callable[..., Page]) -> None:
    page = visit(AUTUMN - timedelta(days=1))
    page.locator("time").evaluate("time => { time.dataset.closes = 'soon' }")

    assert said_after(page, minutes=3) == "as the server says"
