"""The timetable: ISO weeks, days, and the countdown across a change of the clock."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from postings.models import Posting
from postings.promises import closes_in_words, timetable, weeks_in_words
from tests.factories import PostingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 2, 26), date(2024, 3, 15), "weeks 9–11, 2024"),
        (date(2027, 3, 1), date(2027, 3, 5), "week 9, 2027"),
        (date(2026, 12, 28), date(2027, 1, 3), "week 53, 2026"),  # a year with 53 weeks
        (date(2026, 12, 28), date(2027, 1, 8), "week 53 of 2026 to week 1 of 2027"),
        (date(2027, 1, 1), date(2027, 1, 4), "week 53 of 2026 to week 1 of 2027"),
        (date(2027, 12, 27), date(2028, 1, 9), "week 52 of 2027 to week 1 of 2028"),
        (date(2024, 12, 30), date(2025, 1, 10), "weeks 1–2, 2025"),  # these days of December are in week 1
    ],
)
def test_weeks_are_iso_weeks(first: date, last: date, words: str) -> None:
    assert weeks_in_words(first, last) == words


@pytest.mark.parametrize(
    "first, last, words",
    [
        (date(2027, 3, 1), date(2027, 3, 19), "uge 9–11, 2027"),
        (date(2027, 3, 1), date(2027, 3, 5), "uge 9, 2027"),
        (date(2026, 12, 28), date(2027, 1, 3), "uge 53, 2026"),
        (date(2026, 12, 28), date(2027, 1, 8), "uge 53 i 2026 til uge 1 i 2027"),
    ],
)
def test_weeks_in_danish(first: date, last: date, words: str) -> None:
    with translation.override("da"):
        assert weeks_in_words(first, last) == words


def test_a_timetable_in_danish() -> None:
    posting = make(
        deadline=date(2027, 3, 12), interviews_from=date(2027, 3, 29), interviews_to=date(2027, 4, 9)
    )

    with translation.override("da"):
        rows = timetable(posting, now=datetime(2027, 3, 3, 12, tzinfo=UTC))
        glance = closes_in_words(posting, now=datetime(2027, 3, 3, 12, tzinfo=UTC))

    assert [(row.what, row.when, row.note) for row in rows] == [
        ("Ansøgningsfrist", "fredag den 12. marts 2027 ved dagens udgang (København)", ""),
        ("Samtaler og test", "i uge 13–14, 2027", "mandag den 29. marts til fredag den 9. april 2027"),
    ]
    assert glance == "lukker om 9 dage"


def make(**fields: Any) -> Posting:
    opens_at = datetime(2027, 1, 1, tzinfo=UTC)
    posting = PostingFactory(opens_at=opens_at, published_at=opens_at, **fields)
    return Posting.objects.get(pk=posting.pk)


def test_the_promises_stand_in_the_order_of_their_days() -> None:
    posting = make(
        deadline=date(2027, 3, 12),
        read_by=date(2027, 3, 19),
        told_by=date(2027, 3, 24),
        interviews_from=date(2027, 3, 29),
        interviews_to=date(2027, 4, 9),
        decided_by=date(2027, 4, 23),
        starts_on=date(2027, 6, 1),
    )

    rows = timetable(posting, now=datetime(2027, 3, 22, 12, tzinfo=UTC), here="interviews")

    assert [(row.key, row.state) for row in rows] == [
        ("deadline", "done"), ("read", "done"), ("told", ""), ("interviews", "here"), ("decided", ""),
        ("start", ""),
    ]  # fmt: skip
    assert rows[0].when == "Friday 12 March 2027, end of day (Copenhagen)"
    assert rows[3].when == "in weeks 13–14, 2027"
    assert rows[3].note == "Monday 29 March to Friday 9 April 2027"


def test_what_is_not_promised_is_not_there() -> None:
    rows = timetable(make(deadline=date(2027, 3, 12)), now=datetime(2027, 3, 1, tzinfo=UTC))

    assert [row.key for row in rows] == ["deadline"]


def test_it_counts_down_to_the_instant_and_not_after_it() -> None:
    """C3: the night to 28 March 2027 has 23 hours; the instant knows."""
    posting = make(deadline=date(2027, 3, 28))
    end = datetime(2027, 3, 28, 22, tzinfo=UTC)

    before, after = (timetable(posting, now=now)[0] for now in (end.replace(hour=21), end))

    assert (before.closes, before.state) == (end, "")
    assert (after.closes, after.state) == (None, "done")


def test_closed_by_hand_it_says_on_which_day() -> None:
    posting = make(deadline=date(2027, 3, 28), closed_at=datetime(2027, 3, 10, 23, 30, tzinfo=UTC))

    row = timetable(posting, now=datetime(2027, 3, 12, tzinfo=UTC))[0]

    assert (row.what, row.when, row.state) == ("Closed on", "Thursday 11 March 2027", "done")


@pytest.mark.parametrize(
    ("deadline", "now", "words"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 26, 22, 59, tzinfo=UTC), "closes in 2 days"),  # 23:59 on Friday
        (date(2027, 3, 28), datetime(2027, 3, 26, 23, 0, tzinfo=UTC), "closes tomorrow"),  # midnight
        (date(2027, 3, 28), datetime(2027, 3, 28, 21, 59, tzinfo=UTC), "closes today"),
        (date(2027, 10, 31), datetime(2027, 10, 30, 21, 59, tzinfo=UTC), "closes tomorrow"),  # summer time
        (date(2027, 10, 31), datetime(2027, 10, 30, 22, 0, tzinfo=UTC), "closes today"),
        (date(2027, 3, 12), datetime(2027, 3, 3, 12, 0, tzinfo=UTC), "closes in 9 days"),
    ],
)
def test_a_glance_counts_days_of_the_posting(deadline: date, now: datetime, words: str) -> None:
    assert closes_in_words(make(deadline=deadline), now=now) == words
