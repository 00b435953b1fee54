"""Dates, countdowns, numbers and sizes as people read them, in both languages."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from core import words
from core.cities import city, zones
from tests.source import ROOT

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
DAY = date(2027, 3, 12)
NIGHT = datetime(2027, 3, 12, 23, 30, 5, tzinfo=UTC)
BEFORE_SPRING = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
AFTER_SPRING = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
BEFORE_AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
AFTER_AUTUMN = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


SAID: list[tuple[Callable[..., str], tuple[Any, ...], str, str]] = [
    (words.day_in_words, (DAY,), "Friday 12 March 2027", "fredag den 12. marts 2027"),
    (words.day_in_words, (None,), "", ""),
    (
        words.days_in_words,
        (date(2027, 3, 1), DAY),
        "Monday 1 March to Friday 12 March 2027",
        "mandag den 1. marts til fredag den 12. marts 2027",
    ),
    (
        words.days_in_words,
        (date(2026, 12, 31), date(2027, 1, 8)),
        "Thursday 31 December 2026 to Friday 8 January 2027",
        "torsdag den 31. december 2026 til fredag den 8. januar 2027",
    ),
    (words.days_in_words, (DAY, DAY), "Friday 12 March 2027", "fredag den 12. marts 2027"),
    (
        words.deadline_in_words,
        (DAY, "Europe/Copenhagen"),
        "Friday 12 March 2027, end of day (Copenhagen)",
        "fredag den 12. marts 2027 ved dagens udgang (København)",
    ),
    (words.deadline_in_words, (None,), "", ""),
    (
        words.moment_in_words,
        (NIGHT, "Europe/Copenhagen"),
        "Saturday 13 March 2027, 00:30 (Copenhagen)",
        "lørdag den 13. marts 2027 kl. 00.30 (København)",
    ),
    (
        words.moment_in_words,
        (NIGHT, "America/New_York"),
        "Friday 12 March 2027, 18:30 (New York)",
        "fredag den 12. marts 2027 kl. 18.30 (New York)",
    ),
    (
        words.exactly_in_words,
        (NIGHT, "Europe/Copenhagen"),
        "Saturday 13 March 2027, 00:30:05 (Copenhagen, UTC+01:00)",
        "lørdag den 13. marts 2027 kl. 00.30.05 (København, UTC+01:00)",
    ),
    (  # both sides of a clock that is put forward, and the same time of day twice where it is put back
        words.exactly_in_words,
        (BEFORE_SPRING, "Europe/Copenhagen"),
        "Sunday 28 March 2027, 01:59:00 (Copenhagen, UTC+01:00)",
        "søndag den 28. marts 2027 kl. 01.59.00 (København, UTC+01:00)",
    ),
    (
        words.exactly_in_words,
        (AFTER_SPRING, "Europe/Copenhagen"),
        "Sunday 28 March 2027, 03:00:00 (Copenhagen, UTC+02:00)",
        "søndag den 28. marts 2027 kl. 03.00.00 (København, UTC+02:00)",
    ),
    (
        words.exactly_in_words,
        (BEFORE_AUTUMN, "Europe/Copenhagen"),
        "Sunday 25 October 2026, 02:30:00 (Copenhagen, UTC+02:00)",
        "søndag den 25. oktober 2026 kl. 02.30.00 (København, UTC+02:00)",
    ),
    (
        words.exactly_in_words,
        (AFTER_AUTUMN, "Europe/Copenhagen"),
        "Sunday 25 October 2026, 02:30:00 (Copenhagen, UTC+01:00)",
        "søndag den 25. oktober 2026 kl. 02.30.00 (København, UTC+01:00)",
    ),
    (words.time_left, (timedelta(days=40, hours=5),), "40 days left", "40 dage tilbage"),
    (words.time_left, (timedelta(hours=220, minutes=12),), "9 days 4 hours left", "9 dage 4 timer tilbage"),
    (words.time_left, (timedelta(days=1),), "1 day left", "1 dag tilbage"),
    (words.time_left, (timedelta(hours=1, minutes=1),), "1 hour 1 minute left", "1 time 1 minut tilbage"),
    (words.time_left, (timedelta(minutes=12, seconds=59),), "12 minutes left", "12 minutter tilbage"),
    (words.time_left, (timedelta(seconds=59),), "less than a minute left", "mindre end et minut tilbage"),
    (words.time_left, (timedelta(0),), "closed", "lukket"),
    (words.time_left, (timedelta(seconds=-1),), "closed", "lukket"),
    (words.number, (0,), "0", "0"),
    (words.number, (999,), "999", "999"),
    (words.number, (1000,), "1,000", "1.000"),
    (words.number, (62_000,), "62,000", "62.000"),
    (words.day_short, (date(2027, 3, 12),), "Fri 12 Mar 2027", "fre 12. marts 2027"),
    (words.day_short, (None,), "", ""),
    (words.number, (3.149, 1), "3.1", "3,1"),
    (words.size_in_words, (1,), "1 byte", "1 byte"),
    (words.size_in_words, (999,), "999 bytes", "999 byte"),
    (words.size_in_words, (412_300,), "412 kB", "412 kB"),
    (words.size_in_words, (999_499,), "999 kB", "999 kB"),
    (words.size_in_words, (999_500,), "1.0 MB", "1,0 MB"),
    (words.size_in_words, (3_140_000,), "3.1 MB", "3,1 MB"),
    (city, ("Europe/Copenhagen",), "Copenhagen", "København"),
    (city, ("America/Argentina/Buenos_Aires",), "Buenos Aires", "Buenos Aires"),
]  # fmt: skip


@pytest.mark.parametrize("say, given, english, danish", SAID)
def test_what_is_said_in_both_languages(
    say: Callable[..., str], given: tuple[Any, ...], english: str, danish: str
) -> None:
    with translation.override("en"):
        assert say(*given) == english
    with translation.override("da"):
        assert say(*given) == danish


@pytest.mark.parametrize(
    "language, this_year, another",
    [("en", "21 Nov, 14:02", "21 Nov 2019, 14:02"), ("da", "21. nov., 14:02", "21. nov. 2019, 14:02")],
)
def test_a_moment_in_a_list(language: str, this_year: str, another: str) -> None:
    local = timezone.localtime().replace(month=11, day=21, hour=14, minute=2)

    with translation.override(language):
        assert words.moment_short(local) == this_year
        assert words.moment_short(local.replace(year=2019)) == another
        assert words.moment_short(None) == ""


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


@pytest.mark.parametrize(
    "language, said, days",
    [
        ("en", "closed", ["{count} day", "{count} days"]),
        ("da", "lukket", ["{count} dag", "{count} dage"]),
    ],
)
def test_countdown_names_its_instant_and_brings_its_words(language: str, said: str, days: list[str]) -> None:
    with translation.override(language):
        tag = words.countdown(datetime(2020, 1, 1, tzinfo=COPENHAGEN))

    assert re.sub(r' data-words="[^"]*"', "", tag) == (
        f'<time datetime="2019-12-31T23:00:00Z" data-closes="2019-12-31T23:00:00Z">{said}</time>'
    )
    [brought] = re.findall(r'data-words="([^"]*)"', tag)
    assert json.loads(unescape(brought))["day"] == days


def test_a_sample_is_said_in_the_language_of_whoever_looks() -> None:
    sample = words.day_in_words_lazy(DAY)

    with translation.override("da"):
        assert str(sample) == "fredag den 12. marts 2027"
    assert str(sample) == "Friday 12 March 2027"


def test_no_template_has_a_format_of_its_own() -> None:
    """Days and times are said by `core.words`; what machines read is ISO 8601."""
    texts = {path: path.read_text() for path in (ROOT / "templates").rglob("*.*")}
    own = {
        str(path.relative_to(ROOT)): found
        for path, text in texts.items()
        if (found := re.findall(r"\|(?:date|time)\b(?!:[\"']c[\"'])", text))
    }

    assert own == {}


def test_a_zone_is_chosen_by_the_city_that_is_said_everywhere() -> None:
    english = dict(zones())
    with translation.override("da"):
        danish = dict(zones())

    assert (english["Europe/Copenhagen"], danish["Europe/Copenhagen"]) == ("Copenhagen", "København")
    assert (english["America/New_York"], english["UTC"]) == ("New York", "UTC")
    assert english["US/Pacific"] == "Pacific (US/Pacific)"
    assert len(set(english.values())) == len(english)
    assert words.moment_in_words(NIGHT, "Europe/Copenhagen").endswith(f"({english['Europe/Copenhagen']})")
