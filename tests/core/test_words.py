"""Dates and countdowns as people read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import words

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def test_a_day_and_a_deadline_in_words() -> None:
    day = date(2027, 3, 12)

    assert words.day_in_words(day) == "Friday 12 March 2027"
    assert (
        words.deadline_in_words(day, "Europe/Copenhagen") == "Friday 12 March 2027, end of day (Copenhagen)"
    )
    assert words.deadline_in_words(None) == ""


def test_a_moment_is_told_in_the_zone_that_is_asked_for() -> None:
    moment = datetime(2027, 3, 12, 23, 30, tzinfo=UTC)

    assert words.moment_in_words(moment, "Europe/Copenhagen") == "Saturday 13 March 2027, 00:30 (Copenhagen)"
    assert words.moment_in_words(moment, "America/New_York") == "Friday 12 March 2027, 18:30 (New York)"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=40, hours=5), "40 days left"),
        (timedelta(days=9, hours=4, minutes=12), "9 days 4 hours left"),
        (timedelta(days=1), "1 day left"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute left"),
        (timedelta(minutes=12, seconds=59), "12 minutes left"),
        (timedelta(seconds=59), "less than a minute left"),
        (timedelta(0), "closed"),
        (timedelta(seconds=-1), "closed"),
    ],
)
def test_time_left(left: timedelta, said: str) -> None:
    assert words.time_left(left) == said


def test_time_left_is_right_across_a_clock_change() -> None:
    """The night of 28 March 2027 has 23 hours in Copenhagen, that of 31 October has 25."""
    spring = datetime(2027, 3, 29, tzinfo=COPENHAGEN).astimezone(UTC)
    autumn = datetime(2027, 11, 1, tzinfo=COPENHAGEN).astimezone(UTC)

    assert (
        words.time_left(spring - datetime(2027, 3, 28, tzinfo=COPENHAGEN).astimezone(UTC)) == "23 hours left"
    )
    assert (
        words.time_left(autumn - datetime(2027, 10, 31, tzinfo=COPENHAGEN).astimezone(UTC))
        == "1 day 1 hour left"
    )


def test_countdown_names_its_instant() -> None:
    closes = datetime(2020, 1, 1, tzinfo=COPENHAGEN)

    assert words.countdown(closes) == (
        '<time datetime="2019-12-31T23:00:00Z" data-closes="2019-12-31T23:00:00Z">closed</time>'
    )


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (412_300, "412 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (3_140_000, "3.1 MB"),
    ],
)
def test_sizes(size: int, said: str) -> None:
    assert words.size_in_words(size) == said
