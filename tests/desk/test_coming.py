"""Whose interviews stand on Today, and which days: judged on fixed days in 2030."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from applications.models import Application
from desk import coming
from interviews import booking
from tests.factories import ApplicationFactory, MembershipFactory, many_applications
from tests.interviews.plans import booked

pytestmark = pytest.mark.django_db
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2030, 3, 29, 11, tzinfo=UTC)  # Friday 12:00 in Copenhagen; that Sunday the clock goes forward


def found(user: User, *, now: datetime = NOON) -> list[tuple[str, list[str]]]:
    days = coming.days(user, now=now, zone=COPENHAGEN)
    return [
        (day.words, [f"{slot.time} {slot.interview.application.name}" for slot in day.slots]) for day in days
    ]


def test_today_and_tomorrow_and_no_day_after(manager: User) -> None:
    for name, hours in (("Later", 48), ("Evening", 5), ("Afternoon", 2), ("Saturday", 22)):
        booked(ApplicationFactory(name=name), manager, starts_at=NOON + timedelta(hours=hours), minutes=45)

    assert found(manager) == [
        ("Today, Friday 29 March 2030", ["14:00–14:45 Afternoon", "17:00–17:45 Evening"]),
        ("Tomorrow, Saturday 30 March 2030", ["10:00–10:45 Saturday"]),
    ]


def test_where_none_is_near_the_next_day_that_has_one(manager: User) -> None:
    """Over the change of the clock: 11:00 in UTC is 13:00 then."""
    for name, days in (("First", 3), ("Second", 4)):
        booked(ApplicationFactory(name=name), manager, starts_at=NOON + timedelta(days=days))

    assert found(manager) == [("Monday 1 April 2030", ["13:00–14:00 First"])]


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, ["12:00–20:00 Amina"]), (479, ["12:00–20:00 Amina"]), (480, [])]
)
def test_what_is_on_stays_until_it_is_over(manager: User, minutes: int, words: list[str]) -> None:
    booked(ApplicationFactory(name="Amina"), manager, starts_at=NOON, minutes=booking.LONGEST)

    now = NOON + timedelta(minutes=minutes)

    assert [slots for _, slots in found(manager, now=now)] == ([words] if words else [])
    assert all(slot.is_on for day in coming.days(manager, now=now, zone=COPENHAGEN) for slot in day.slots)


def test_each_has_their_own_and_a_recruiter_those_of_all(
    recruiter: User, manager: User, interviewer: User, outsider: User
) -> None:
    theirs = booked(ApplicationFactory(name="Theirs"), manager, starts_at=NOON + timedelta(hours=1))
    both = booked(ApplicationFactory(name="Both"), manager, recruiter, starts_at=NOON + timedelta(hours=3))
    cancelled = booked(ApplicationFactory(), interviewer, starts_at=NOON + timedelta(hours=1))
    booking.cancel(cancelled, by=recruiter)

    def slots(user: User) -> list[tuple[Any, bool]]:
        days = coming.days(user, now=NOON, zone=COPENHAGEN)
        return [(slot.interview, slot.is_mine) for day in days for slot in day.slots]

    assert slots(manager) == [(theirs, False), (both, False)]  # all are: nothing to tell apart
    assert slots(recruiter) == [(theirs, False), (both, True)]
    assert slots(interviewer) == slots(outsider) == []


def test_they_are_said_in_the_language_of_the_page(manager: User) -> None:
    booked(ApplicationFactory(name="Amina"), manager, starts_at=NOON + timedelta(days=3))

    with translation.override("da"):
        assert found(manager) == [("mandag den 1. april 2030", ["13.00–14.00 Amina"])]


def test_the_page_says_the_zone_once_and_where_each_is(client: Client, manager: User) -> None:
    start = timezone.now() + timedelta(minutes=5)
    one, other = (ApplicationFactory(name=name) for name in ("Amina Example", "Bo Example"))
    MembershipFactory(posting=one.posting, user=manager)
    booked(
        one,
        manager,
        starts_at=start,
        room="Room 2",
        place="Harbour Road 1",
        link="https://call.example/a?b=1&c",
    )
    booked(other, manager, starts_at=start + timedelta(hours=1), place="", link="https://call.example/d")
    client.force_login(manager)

    said = client.get("/desk/").text

    assert said.count("in the time of Copenhagen") == 1
    assert ">Room 2, Harbour Road 1</span>" in said
    assert (
        said.count('<a href="https://call.example/a?b=1&amp;c" rel="noopener noreferrer">Video call</a>') == 1
    )
    assert said.count(">Video call</a>") == 2
    assert said.index("Amina Example") < said.index("Bo Example")


def test_no_more_than_a_dozen_are_read_however_many_there_are(
    manager: User, django_assert_num_queries: Any
) -> None:
    posting = ApplicationFactory().posting
    applications: list[Application] = many_applications(14, posting=posting)
    for minutes, application in enumerate(applications):
        booked(application, manager, starts_at=NOON + timedelta(minutes=10 * minutes), minutes=10)

    with django_assert_num_queries(1):
        (day,) = coming.days(manager, now=NOON, zone=COPENHAGEN)

    assert len(day.slots) == coming.SHOWN
