"""C3: a deadline is a local day and a zone; the database makes the instant at which it is over."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from postings.models import Posting
from tests.factories import PostingFactory

pytestmark = pytest.mark.django_db

DAYS = [
    (date(2027, 3, 12), "Europe/Copenhagen", datetime(2027, 3, 12, 23, tzinfo=UTC)),
    (date(2027, 3, 28), "Europe/Copenhagen", datetime(2027, 3, 28, 22, tzinfo=UTC)),  # 23 hours long
    (date(2026, 10, 25), "Europe/Copenhagen", datetime(2026, 10, 25, 23, tzinfo=UTC)),  # 25 hours long
    (date(2027, 10, 31), "Europe/Copenhagen", datetime(2027, 10, 31, 23, tzinfo=UTC)),
    (date(2027, 3, 12), "America/New_York", datetime(2027, 3, 13, 5, tzinfo=UTC)),
    (date(2027, 3, 12), "Asia/Kathmandu", datetime(2027, 3, 12, 18, 15, tzinfo=UTC)),
]


def set_zone_of_session(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [name])


@pytest.mark.parametrize("elsewhere", ["UTC", "America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize(("day", "zone", "instant"), DAYS)
def test_closes_at_the_end_of_the_local_day(day: date, zone: str, instant: datetime, elsewhere: str) -> None:
    set_zone_of_session(elsewhere)
    posting = PostingFactory(deadline=day, time_zone=zone)
    set_zone_of_session("UTC")  # as Django reads

    assert Posting.objects.get(pk=posting.pk).closes_at == instant
