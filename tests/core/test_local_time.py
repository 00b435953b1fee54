from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.local_time import NoSuchTime, TimeComesTwice, instant

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2027, 3, 12), time(10, 0), datetime(2027, 3, 12, 9, tzinfo=UTC)),
        (date(2027, 3, 28), time(1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(3, 0), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 0), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_an_ordinary_time_is_one_instant(day: date, at: time, expected: datetime) -> None:
    assert instant(day, at, COPENHAGEN) == expected


def test_a_time_that_the_clock_jumps_over_is_refused() -> None:
    with pytest.raises(NoSuchTime, match="There is no 02:30 on Sunday 28 March 2027"):
        instant(date(2027, 3, 28), time(2, 30), COPENHAGEN)


def test_a_time_that_comes_twice_is_asked_for() -> None:
    with pytest.raises(TimeComesTwice, match="comes twice"):
        instant(date(2026, 10, 25), time(2, 30), COPENHAGEN)


@pytest.mark.parametrize(("second", "hour"), [(False, 0), (True, 1)])
def test_a_time_that_comes_twice_is_chosen(second: bool, hour: int) -> None:
    chosen = instant(date(2026, 10, 25), time(2, 30), COPENHAGEN, second=second)

    assert chosen == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
