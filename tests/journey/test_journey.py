"""The whole way, once, as four applicants, a recruiter and a hiring manager walk it.

On a stack that `make run` started, in the browser, with the mails read from the relay behind `EMAIL_URL`.
With PICTURES=1 it also makes the pictures of the README.
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium_path, new_page
from tests.journey import steps
from tests.mail.sink import Accepted, Sink
from tests.stack import ROOT, Stack, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.slow]

PASSWORD = "journey-battery-staple"
IT, TRAINEE = "head-of-it-operations", "associate-manager-trainee-programme"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    chromium_path()  # before anything is started
    folder = tmp_path_factory.mktemp("journey") / "data"
    with Sink() as sink, Stack(folder, command=["make", "run"], sink=sink, DEMO_PASSWORD=PASSWORD) as stack:
        yield stack


def picture(page: Page, name: str) -> None:
    if os.environ.get("PICTURES"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=str(ROOT / "docs" / "pictures" / f"{name}.png"))


def staff(chromium: Browser, stack: Stack, who: str) -> Page:
    page = new_page(chromium, **DESK)
    steps.sign_in(page, stack.url, f"{who}@example.com", PASSWORD)
    return page


def event(mail: Accepted) -> tuple[str, Any]:
    """METHOD and VEVENT of the calendar part that the mail carries."""
    [part] = [p for p in mail.message.walk() if p.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    return str(calendar["method"]), calendar.walk("VEVENT")[0]


def zone_where_it_is_noon() -> str:
    """Reminders are sent by day; this test runs at any hour. In `Etc` names the sign is turned around."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def test_from_two_adverts_to_applicants_with_an_answer(chromium: Browser, stack: Stack) -> None:
    applicants_apply(chromium, stack)
    recruiter = staff(chromium, stack, "recruiter")
    recruiter_reads_and_moves(recruiter, stack)
    manager_sets_and_moves_an_interview(staff(chromium, stack, "manager"), stack)
    recruiter_rejects_and_releases(recruiter, stack)
    a_slip_is_undone(recruiter, stack)
    somebody_is_hired(recruiter, stack)
    a_draft_is_reminded_of(chromium, recruiter, stack)
    nobody_heard_what_was_not_meant_for_them(stack)


def applicants_apply(chromium: Browser, stack: Stack) -> None:
    page = new_page(chromium, **PHONE)
    page.goto(stack.url)
    expect(page.locator("main")).to_contain_text("Head of IT Operations")
    expect(page.locator("main")).to_contain_text("Associate Manager Trainee")
    reference = steps.apply(
        page, stack.url, IT, name="Amina Example", email="amina@example.com",
        cv="s01_maja_testholm_rendercv_classic.pdf",
    )  # fmt: skip
    picture(page, "receipt")
    receipt = stack.mail("amina@example.com", "We have your application", within=60)
    assert reference in receipt.text()
    for name, cv in (("Bo Second", "s05_exempli_plain.docx"), ("Carla Third", "s10_zoe_plaeseholder.odt")):
        email = f"{name.split()[0].lower()}@example.com"
        steps.apply(new_page(chromium, **PHONE), stack.url, IT, name=name, email=email, cv=cv)
        stack.mail(email, "We have your application", within=60)
    drafting = new_page(chromium, **PHONE)
    steps.fill_details(drafting, stack.url, TRAINEE, name="Dora Draft", email="dora@example.com")
    picture(drafting, "apply-phone")
    showcase = new_page(chromium, viewport={"width": 1100, "height": 800})
    for name, path in (("jobs", "/jobs/"), ("posting", f"/jobs/{IT}/")):
        showcase.goto(stack.url + path)
        picture(showcase, name)


def recruiter_reads_and_moves(page: Page, stack: Stack) -> None:
    steps.open_application(page, stack.url, "Amina Example")
    expect(page.locator(".page-images img").first).to_be_visible(timeout=60_000)
    expect(page.locator("main")).to_contain_text("Two sites, around the clock, for nine years.")
    picture(page, "application")
    steps.move_to(page, "Screening")
    steps.write_note(page, "Nine years, two sites. Invite.")
    steps.move_to(page, "Interview")
    page.goto(f"{stack.url}/desk/postings/{IT}/board/")
    picture(page, "board")


def manager_sets_and_moves_an_interview(page: Page, stack: Stack) -> None:
    steps.open_application(page, stack.url, "Amina Example")
    day = date.today() + timedelta(days=6)
    steps.set_interview(page, day=day.isoformat(), at="10:00", panel=["interviewer"])
    method, first = event(stack.mail("amina@example.com", "^Interview: Head of IT"))
    panel_mail = event(stack.mail("interviewer@example.com", "^Interview: Amina Example"))
    assert method == panel_mail[0] == "REQUEST"
    assert str(first["uid"]) == str(panel_mail[1]["uid"])

    steps.move_interview(page, day=(day + timedelta(days=1)).isoformat(), at="11:00")

    def moved() -> Any:
        found = event(stack.mail("amina@example.com", "^Changed: interview, Head of IT"))[1]
        return found if int(found["sequence"]) == 1 else None

    second = wait_for(moved, what="the moved invitation")
    assert str(second["uid"]) == str(first["uid"])
    assert second.decoded("dtstart") - first.decoded("dtstart") == timedelta(hours=25)


def recruiter_rejects_and_releases(page: Page, stack: Stack) -> None:
    steps.open_application(page, stack.url, "Bo Second")
    steps.reject(page)
    page.goto(f"{stack.url}/desk/outbox/")
    page.locator(".row", has_text="Bo Second").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("bo@example.com")
    picture(page, "outbox")
    assert not [s for s in stack.subjects("bo@example.com") if "We have" not in s]
    page.get_by_role("button", name="Release now").click()
    stack.mail("bo@example.com", "^(?!We have)")


def a_slip_is_undone(page: Page, stack: Stack) -> None:
    steps.open_application(page, stack.url, "Carla Third")
    steps.reject(page)
    page.locator(".messages").get_by_role("button", name="Undo").click()
    expect(page.locator(".application-head .state")).to_have_text("Received")


def somebody_is_hired(page: Page, stack: Stack) -> None:
    """The letter waits for a person, and the posting says that it is filled."""
    steps.open_application(page, stack.url, "Carla Third")
    steps.hire(page)
    page.goto(f"{stack.url}/desk/postings/{IT}/")
    expect(page.locator("main")).to_contain_text("The position is filled.")
    assert len(stack.subjects("carla@example.com")) == 1
    steps.open_application(page, stack.url, "Carla Third")
    page.get_by_role("link", name="Read, hold or release the letter").click()
    page.get_by_role("button", name="Release now").click()
    stack.mail("carla@example.com", "^The position is yours")


def a_draft_is_reminded_of(chromium: Browser, recruiter: Page, stack: Stack) -> None:
    """The recruiter brings the deadline near: two days from now, where it is noon."""
    recruiter.goto(f"{stack.url}/desk/postings/{TRAINEE}/edit/dates/")
    recruiter.locator("[name=time_zone]").select_option(zone_where_it_is_noon())
    recruiter.locator("[name=deadline]").fill((datetime.now(UTC).date() + timedelta(days=2)).isoformat())
    recruiter.get_by_role("button", name="Save", exact=True).click()
    expect(recruiter.locator("main")).to_contain_text("Saved.")
    reminder = stack.mail("dora@example.com", "Not sent yet", within=150)
    assert "Trainee" in str(reminder.message["Subject"]) + reminder.text()
    phone = new_page(chromium, **PHONE)
    steps.open_draft(phone, reminder.text())
    expect(phone.locator("main")).to_contain_text("Step 2 of 4")


def nobody_heard_what_was_not_meant_for_them(stack: Stack) -> None:
    assert sorted(stack.subjects("carla@example.com")) == [
        "The position is yours: Head of IT Operations",
        "We have your application: Head of IT Operations",
    ]
    assert len(stack.subjects("bo@example.com")) == 2
    assert len(stack.subjects("dora@example.com")) == 1
    assert len(stack.subjects("amina@example.com")) == 3
    assert stack.sink
    assert max(stack.sink.copies().values()) == 1
