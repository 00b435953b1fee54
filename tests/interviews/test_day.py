"""The day beside the form of an interview: who is taken when, and as far as one may know by whom."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from applications.models import Application
from interviews import booking, day
from interviews.models import Interview
from tests.browser import share_cookies
from tests.factories import ApplicationFactory, MembershipFactory
from tests.interviews.plans import booked

pytestmark = pytest.mark.django_db
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
FRIDAY = datetime(2030, 3, 29, 9, tzinfo=UTC)  # 10:00 in Copenhagen


@pytest.fixture
def application(manager: User) -> Application:
    application = ApplicationFactory(name="Amina Example")
    MembershipFactory(posting=application.posting, user=manager)
    return application


def shown(
    application: Application, user: User, *panel: User, starts_at: datetime | None = FRIDAY, **more: Any
) -> day.Day:
    on = more.pop("on", FRIDAY)
    choice = day.Choice(
        day=on.astimezone(COPENHAGEN).date(),
        zone=COPENHAGEN,
        starts_at=starts_at,
        minutes=45,
        panel=panel,
        room=more.pop("room", ""),
    )
    return day.of(choice, application=application, user=user, **more)


def said(of: day.Day) -> dict[str, list[str]]:
    return {row.name: [block.words for block in row.blocks] for row in of.rows}


def new(application: Application, **typed: Any) -> str:
    return f"/desk/applications/{application.code}/interviews/new/day/?{urlencode(typed, doseq=True)}"


def test_each_has_a_row_and_what_is_in_the_way_is_said(
    application: Application, recruiter: User, manager: User, interviewer: User
) -> None:
    other = ApplicationFactory(name="Bo Example")
    booked(other, manager, starts_at=FRIDAY + timedelta(minutes=30), minutes=30, room="Room 2")
    booked(application, interviewer, starts_at=FRIDAY + timedelta(hours=4), minutes=60, room="Room 3")

    friday = shown(application, recruiter, manager, interviewer, room="Room 2")

    assert said(friday) == {
        "Mads Manager": ["10:30–11:00 Bo Example"],
        "Ines Interviewer": ["14:00–15:00 Amina Example"],
        "Room 2": ["10:30–11:00 Bo Example"],
        "Amina Example (applicant)": ["14:00–15:00 Amina Example"],
    }
    assert friday.says == "10:00–10:45 is taken: Mads Manager, Room 2."
    assert friday.hours == [*range(8, 18)]
    assert [(block.start, block.width) for block in friday.rows[0].blocks] == [(150, 30)]
    assert friday.slot
    assert (friday.slot.start, friday.slot.width) == (120, 45)


def test_back_to_back_is_free(application: Application, recruiter: User, manager: User) -> None:
    for minutes in (-30, 45):
        booked(ApplicationFactory(), manager, starts_at=FRIDAY + timedelta(minutes=minutes), minutes=30)

    friday = shown(application, recruiter, manager)

    assert friday.says == "10:00–10:45 is free."
    assert len(friday.rows[0].blocks) == 2


def test_whose_interview_it_is_is_for_who_may_see_the_application(
    application: Application, recruiter: User, manager: User, interviewer: User
) -> None:
    booked(ApplicationFactory(name="Secret Applicant"), interviewer, starts_at=FRIDAY)

    assert said(shown(application, recruiter, interviewer))["Ines Interviewer"] == [
        "10:00–11:00 Secret Applicant"
    ]
    assert said(shown(application, manager, interviewer))["Ines Interviewer"] == ["10:00–11:00 taken"]


def test_what_is_no_more_or_elsewhere_takes_nobody(
    application: Application, recruiter: User, manager: User, interviewer: User
) -> None:
    moved = booked(application, manager, starts_at=FRIDAY)
    cancelled = booked(ApplicationFactory(), manager, starts_at=FRIDAY + timedelta(hours=2))
    booking.cancel(cancelled, by=recruiter)
    booked(ApplicationFactory(), interviewer, starts_at=FRIDAY, room="Room 20")
    booked(ApplicationFactory(), manager, starts_at=FRIDAY + timedelta(days=1))

    friday = shown(application, recruiter, manager, room="Room 2", but=moved)

    assert set(map(tuple, said(friday).values())) == {()}
    assert friday.says == "10:00–10:45 is free."


@pytest.mark.parametrize(
    ("starts_at", "minutes", "hours", "block"),
    [
        (FRIDAY.replace(hour=5, minute=30), 30, [*range(6, 18)], (30, 30)),  # 6:30
        (FRIDAY.replace(hour=19), 30, [*range(8, 21)], (720, 30)),
        (FRIDAY.replace(hour=20), 480, [*range(8, 24)], (780, 180)),  # until 5:00 on Saturday
        (FRIDAY.replace(day=28, hour=20), 480, [*range(18)], (0, 300)),  # since 21:00 on Thursday
    ],
)
def test_early_and_late_widen_the_picture_within_the_day(
    application: Application,
    recruiter: User,
    manager: User,
    starts_at: datetime,
    minutes: int,
    hours: list[int],
    block: tuple[int, int],
) -> None:
    booked(ApplicationFactory(), manager, starts_at=starts_at, minutes=minutes)

    friday = shown(application, recruiter, manager)

    assert friday.hours == hours
    assert [(one.start, one.width) for one in friday.rows[0].blocks] == [block]


@pytest.mark.parametrize(
    ("midnight", "hours", "start"),
    [
        (datetime(2030, 3, 30, 23, tzinfo=UTC), [0, 1, 3, 4, 5], 540),  # no 2:00 that night
        (datetime(2030, 10, 26, 22, tzinfo=UTC), [0, 1, 2, 2, 3], 660),  # 2:00 comes twice
    ],
)
def test_the_hours_are_those_of_the_clock_on_the_days_of_its_change(
    application: Application, recruiter: User, manager: User, midnight: datetime, hours: list[int], start: int
) -> None:
    ten = datetime.combine(midnight.astimezone(COPENHAGEN), FRIDAY.time(), COPENHAGEN).replace(hour=10)
    booked(ApplicationFactory(), manager, starts_at=midnight, minutes=30)

    sunday = shown(application, recruiter, manager, starts_at=ten.astimezone(UTC), on=midnight)

    assert sunday.hours[:5] == hours
    assert sunday.slot
    assert (sunday.slot.words, sunday.slot.start) == ("10:00–10:45", start)


def test_the_form_says_which_day_it_is(client: Client, application: Application, manager: User) -> None:
    client.force_login(manager)

    nothing = client.get(new(application)).text
    whole = client.get(new(application, day="2030-03-29", at="10:00", minutes=45, panel=manager.pk)).text
    no_time = client.get(new(application, day="2030-03-29", panel=manager.pk)).text

    assert "Choose a day" in nothing
    assert "Who is taken on Friday 29 March 2030" in whole
    assert whole.count("10:00–10:45 is free.") == 2  # seen, and told to who does not see
    assert "Choose a time to see whether it is free." in no_time
    assert "Mads Manager" in no_time


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "2030-02-30"}, "Choose a day"),
        ({"day": "9999-12-31"}, "Choose a day"),
        ({"day": "2030-03-29", "at": "noon"}, "Choose a time"),
        ({"day": "2030-03-29", "at": "10:00", "minutes": "many"}, "Choose a time"),
        ({"day": "2030-03-29", "panel": "none"}, "Choose a time"),
        ({"day": "2030-03-31", "at": "02:30", "minutes": 45}, "Choose a time"),  # there is none
        ({"day": "2020-03-27", "at": "10:00", "minutes": 45}, "10:00–10:45 is free."),  # and over
        ({"day": "2030-03-29", "room": "x" * 200}, "Choose a time"),
    ],
)
def test_what_is_half_typed_or_wrong_is_no_error_yet(
    client: Client, application: Application, manager: User, typed: dict[str, Any], words: str
) -> None:
    client.force_login(manager)

    answer = client.get(new(application, **typed))

    assert answer.status_code == 200
    assert words in answer.text


def test_without_scripts_the_page_shows_what_was_sent_or_stands_there(
    client: Client, application: Application, manager: User, interviewer: User
) -> None:
    interview = booked(application, interviewer, starts_at=FRIDAY)
    client.force_login(manager)
    typed = {"day": "2030-03-29", "at": "10:30", "minutes": 45, "panel": interviewer.pk, "place": "Here"}

    refused = client.post(f"/desk/applications/{application.code}/interviews/new/", typed)
    change = client.get(f"/desk/interviews/{interview.pk}/change/").text

    assert refused.status_code == 409
    assert "10:30–11:15 is taken: Ines Interviewer, Amina Example (applicant)." in refused.text
    assert "10:00–11:00 is free." in change
    assert f'hx-get="/desk/interviews/{interview.pk}/change/day/"' in change


@pytest.mark.parametrize("count", [1, 3])
def test_the_day_asks_the_same_number_of_questions(
    client: Client,
    application: Application,
    manager: User,
    interviewer: User,
    django_assert_num_queries: Any,
    count: int,
) -> None:
    for hours in range(count):
        booked(ApplicationFactory(), interviewer, manager, starts_at=FRIDAY + timedelta(hours=hours))
    client.force_login(manager)
    address = new(application, day="2030-03-29", at="10:00", minutes=45, panel=[manager.pk, interviewer.pk])
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)


def test_outsiders_and_readers_are_not_told(
    client: Client, application: Application, manager: User, interviewer: User, outsider: User
) -> None:
    interview = booked(application, interviewer, by=manager)
    addresses = [new(application), f"/desk/interviews/{interview.pk}/change/day/"]

    for user, status in ((outsider, 404), (interviewer, 403), (manager, 200)):
        client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [status] * 2, user
    assert [client.post(address).status_code for address in addresses] == [405] * 2


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_day_follows_what_is_chosen(
    live_server: Any, client: Client, manager: User, interviewer: User, open_page: Callable[..., Page]
) -> None:
    application = ApplicationFactory(name="Amina Example")
    MembershipFactory(posting=application.posting, user=manager)
    booked(ApplicationFactory(), interviewer, starts_at=FRIDAY)
    client.force_login(manager)
    page = open_page()
    share_cookies(client, page, live_server.url)
    page.goto(f"{live_server.url}/desk/applications/{application.code}/interviews/new/")
    expect(page.locator("#day")).to_contain_text("Choose a day")

    page.get_by_label("Day", exact=True).fill("2030-03-29")
    page.get_by_label("Time (Copenhagen)", exact=True).fill("10:15")
    expect(page.locator("#day")).to_contain_text("10:15–11:00 is free.")
    page.get_by_label("Ines Interviewer").check()

    expect(page.locator("#day")).to_contain_text("10:15–11:00 is taken: Ines Interviewer.")
    expect(page.get_by_role("status").and_(page.locator("#day-says"))).to_have_text(
        "10:15–11:00 is taken: Ines Interviewer."
    )
    assert not Interview.objects.filter(application=application).exists()
