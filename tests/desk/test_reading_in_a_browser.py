"""Reading one application after another: what is marked, and the next one that is there already."""

import io
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import User
from applications.models import Application
from audit.models import Entry
from files import store
from tests.browser import share_cookies
from tests.factories import ApplicationFactory, MembershipFactory, PostingFactory, ReasonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Søren kept the data of Århus.\n" + "Something else.\n" * 80 + "Data again.\n" + "And more.\n" * 40


def drawn() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 1697), "white").save(out, "WEBP")
    return out.getvalue()


@pytest.fixture
def three(transactional_db: None, manager: User) -> list[Application]:
    """In the order of their list."""
    posting, now = PostingFactory(slug="it"), timezone.now()
    MembershipFactory(posting=posting, user=manager)
    ReasonFactory(text="Too far away")
    made = []
    for days, name in enumerate(["Amina", "Bo", "Carla"]):
        one = ApplicationFactory(
            posting=posting,
            name=name,
            submitted_at=now - timedelta(days=days),
            motivation="I like harbours. " * 200,
        )
        one.cv.text, one.cv.reading = TEXT, "read"
        one.cv.save(update_fields=["text", "reading"])
        one.cv.pages.create(number=1, key=store.keep(drawn()), width=1200, height=1697)
        made.append(one)
    return made


@pytest.fixture
def reading(
    open_page: Callable[..., Page],
    live_server: Any,
    client: Client,
    recruiter: User,
    three: list[Application],
) -> Callable[..., Page]:
    """The first of the list of three."""

    def opened(*, who: User = recruiter, query: str = "posting=it", **options: Any) -> Page:
        client.force_login(who)
        page = open_page(**{"viewport": {"width": 1440, "height": 900}, **options})
        share_cookies(client, page, live_server.url)
        page.goto(f"{live_server.url}/desk/applications/{three[0].code}/?{query}")
        return page

    return opened


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    assert holds()


def press(page: Page, key: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)


def here(page: Page) -> str:
    return page.locator(".anchors [aria-current]").inner_text()


def on_record(one: Application) -> list[str]:
    entries = Entry.objects.filter(object_id=str(one.pk), action__startswith="application.")
    return list(entries.order_by("pk").values_list("action", flat=True))


def test_the_next_one_is_there_before_it_is_asked_for(
    reading: Callable[..., Page], three: list[Application]
) -> None:
    """Of a page that no cache may keep, and that is on record as read when it is shown, not before."""
    page = reading()
    eventually(lambda: on_record(three[1]) == ["application.sent_ahead"])
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    press(page, "j")

    expect(page.get_by_role("heading", level=1)).to_have_text("Bo")
    arrival = "performance.getEntriesByType('navigation')[0].deliveryType"
    assert page.evaluate(arrival) == "navigational-prefetch"
    eventually(lambda: "application.read" in on_record(three[1]))
    assert on_record(three[1]).count("application.sent_ahead") == 1
    eventually(lambda: on_record(three[2]) == ["application.sent_ahead"])


def test_what_was_fetched_ahead_goes_with_the_session(reading: Callable[..., Page], client: Client) -> None:
    """Signed out in another tab: nothing of the next one is shown."""
    page = reading()
    page.wait_for_load_state("networkidle")
    other = page.context.new_page()
    other.goto(page.url.split("/applications")[0] + "/")
    shown: list[str] = []
    page.on("domcontentloaded", lambda it: shown.append(it.title()))
    with other.expect_navigation():
        other.get_by_role("button", name="Sign out").click()

    page.keyboard.press("j")

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert not [title for title in shown if "Bo" in title]


def test_whoever_lost_the_right_meanwhile_is_not_left_with_it(
    reading: Callable[..., Page], manager: User, three: list[Application]
) -> None:
    page = reading(who=manager)
    eventually(lambda: on_record(three[1]) == ["application.sent_ahead"])
    page.wait_for_load_state("networkidle")
    manager.memberships.all().delete()

    page.keyboard.press("j")

    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    assert "application.read" not in on_record(three[1])


def test_the_bar_says_which_part_is_read(reading: Callable[..., Page]) -> None:
    page = reading(viewport={"width": 1440, "height": 700})
    started = here(page)

    page.locator(".anchors").get_by_role("link", name="Letters").click()
    expect(page.locator(".anchors [aria-current]")).to_have_text("Letters")
    page.locator(".anchors").get_by_role("link", name="Notes").click()
    expect(page.locator(".anchors [aria-current]")).to_have_text("Notes")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.mouse.wheel(0, 10)
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".anchors [aria-current]")).to_have_text("Answers")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator(".anchors [aria-current]")).to_have_text("History")

    assert started == "Answers"
    assert page.locator(".anchors [aria-current]").count() == 1


def test_words_of_a_cv_are_found_while_one_types(reading: Callable[..., Page]) -> None:
    page = reading()
    said, text = page.locator("output[for=find]"), page.locator("#cv-words")
    expect(text.locator(".cv-words")).to_be_hidden()

    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Find in the CV")).to_be_focused()
    page.keyboard.type("data")
    expect(said).to_have_text("1 of 2")
    expect(text.locator("mark").first).to_be_in_viewport()
    expect(text.locator("mark").last).not_to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(said).to_have_text("2 of 2")
    expect(text.locator("mark.is-here")).to_have_text("Data")
    expect(text.locator("mark.is-here")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(said).to_have_text("1 of 2")
    page.keyboard.press("Shift+Enter")
    expect(said).to_have_text("2 of 2")
    picture: Any = page.locator(".page-images").bounding_box()
    words: Any = text.bounding_box()
    assert picture["x"] + picture["width"] <= words["x"]

    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("aarhus")
    page.keyboard.press("Enter")  # before it is marked
    expect(said).to_have_text("1 of 1")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("submarine")
    expect(said).to_have_text("Nowhere")
    page.keyboard.press("Escape")
    expect(text.locator(".cv-words")).to_be_focused()
    press(page, "j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bo")


def test_on_a_phone_the_field_stays_while_one_looks(reading: Callable[..., Page]) -> None:
    page = reading(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    field = page.get_by_role("searchbox", name="Find in the CV")

    field.tap()
    page.keyboard.type("data")
    expect(page.locator("output[for=find]")).to_have_text("1 of 2")
    expect(field).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")

    expect(page.locator("output[for=find]")).to_have_text("2 of 2")
    expect(page.locator("mark.is-here")).to_be_in_viewport(ratio=1)
    expect(field).to_be_in_viewport(ratio=1)
    top: Any = page.locator(".desk-top").bounding_box()
    box: Any = field.bounding_box()
    assert top["y"] + top["height"] <= box["y"]


def test_at_the_end_of_a_phones_page_is_the_way_on(reading: Callable[..., Page]) -> None:
    page = reading(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    on = page.get_by_role("navigation", name="In this list").get_by_role("link", name="Next: Bo")

    box: Any = on.bounding_box()
    bar: Any = page.locator(".application-verbs").bounding_box()
    assert box["height"] >= 44
    assert box["y"] + box["height"] <= bar["y"]
    on.tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Bo")


def test_words_of_the_list_are_marked_and_enter_walks_them(reading: Callable[..., Page]) -> None:
    page = reading(query="q=data")
    said = page.locator("output[for=find]")
    expect(said).to_have_text("2 places")

    page.keyboard.press("/")
    page.keyboard.press("Enter")

    expect(said).to_have_text("1 of 2")
    press_on = page.locator('a[data-key="j"]')
    assert "q=data" in str(press_on.get_attribute("href"))


def test_without_a_script_a_button_finds_them(reading: Callable[..., Page]) -> None:
    page = reading(java_script_enabled=False)

    page.get_by_role("searchbox", name="Find in the CV").fill("soeren")
    page.get_by_role("button", name="Find").click()

    expect(page.locator("#cv-words mark")).to_have_text(["Søren"])
    expect(page.locator("#cv-words mark")).to_be_visible()
    expect(page.locator("output[for=find]")).to_have_text("1 place")
    expect(page.get_by_role("link", name="1 of 3")).to_be_visible()  # of the list, as before


def test_where_the_marks_do_not_come_enter_asks_for_the_page(reading: Callable[..., Page]) -> None:
    page = reading()
    page.route("**/cv/shown/**", lambda route: route.abort())
    page.keyboard.press("/")
    with page.expect_event("requestfailed"):
        page.keyboard.type("data")

    press(page, "Enter")

    expect(page.locator("#cv-words mark")).to_have_count(2)


def test_a_rejection_and_its_undoing_by_keys_alone(
    reading: Callable[..., Page], three: list[Application]
) -> None:
    """After it the next one is open; `u` takes back what was just done, and that one is open again."""
    page = reading()
    press(page, "r")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.keyboard.type("Too")
    for _stop in ("comment", "the letter", "the button"):
        page.keyboard.press("Tab")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bo")
    expect(page.get_by_role("heading", level=1)).to_be_focused()

    press(page, "u")

    expect(page.get_by_role("heading", level=1)).to_have_text("Amina")
    three[0].refresh_from_db()
    assert three[0].outcome == ""


def test_a_decision_is_undone_by_its_key_later_too(
    reading: Callable[..., Page], three: list[Application], live_server: Any
) -> None:
    page = reading()
    press(page, "r")
    page.get_by_label("Reason").select_option("Too far away")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    page.goto(f"{live_server.url}/desk/applications/{three[0].code}/")

    press(page, "u")

    expect(page.locator("#decision")).to_have_count(0)


def test_a_hiring_manager_proposes_by_key(
    reading: Callable[..., Page], manager: User, three: list[Application]
) -> None:
    page = reading(who=manager)

    press(page, "p")

    assert page.url.split("?")[0].endswith(f"/{three[0].code}/proposals/")


def test_a_hiring_manager_reads_and_proposes_with_one_thumb(
    reading: Callable[..., Page], manager: User, three: list[Application]
) -> None:
    """The verbs stand at the lower edge wherever one reads, each 44 pixels high; so does that of the form."""
    page = reading(who=manager, viewport={"width": 390, "height": 760}, has_touch=True, is_mobile=True)
    page.locator("#history").scroll_into_view_if_needed()
    bar = page.locator(".application-verbs")
    propose = bar.get_by_role("link", name="Propose to reject…")
    for verb in [bar.get_by_role("combobox"), bar.get_by_role("button", name="Move"), propose]:
        box: Any = verb.bounding_box()
        assert box["height"] >= 44
        assert box["y"] > 760 / 2
        assert box["y"] + box["height"] <= 760

    propose.tap()
    page.get_by_label("Reason").select_option("Too far away")
    send = page.locator("main form button[type=submit]").last
    box = send.bounding_box()
    assert box["height"] >= 44
    assert 760 / 2 < box["y"] <= 760 - box["height"]
    with page.expect_navigation():
        send.tap()

    expect(page.locator("#decision")).to_be_focused()
    assert three[0].proposals.count() == 1
