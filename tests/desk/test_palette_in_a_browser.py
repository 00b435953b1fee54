"""The palette: by Ctrl K or its button, by keyboard, mouse and finger, and when the server says nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from applications.models import Application
from tests.browser import share_cookies
from tests.factories import ApplicationFactory, PostingFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPEN = "Control+k"


@pytest.fixture
def desk(
    live_server: Any, client: Client, recruiter: User, open_page: Callable[..., Page]
) -> Callable[..., Page]:
    """A page of the desk, as the recruiter sees it."""

    def opened(path: str = "/desk/", **options: Any) -> Page:
        client.force_login(recruiter)
        page = open_page(**{"viewport": {"width": 1280, "height": 800}, **options})
        share_cookies(client, page, live_server.url)
        page.goto(f"{live_server.url}{path}")
        return page

    return opened


@pytest.fixture
def amina(transactional_db: None) -> Application:
    return ApplicationFactory(name="Amina <b>Example</b>", posting=PostingFactory(title="Head of IT"))


def palette(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Find")


def field(page: Page) -> Locator:
    return palette(page).get_by_role("combobox")


def lines(page: Page) -> list[str]:
    return [" ".join(line.split()) for line in palette(page).get_by_role("option").all_inner_texts()]


def chosen(page: Page) -> Locator:
    """The line that the field says is active."""
    line = palette(page).locator("[aria-selected=true]")
    expect(line).to_have_count(1)
    assert field(page).get_attribute("aria-activedescendant") == line.get_attribute("id")
    return line


def test_an_application_is_opened_by_keyboard_alone(desk: Callable[..., Page], amina: Application) -> None:
    page = desk()
    page.keyboard.press(OPEN)
    expect(field(page)).to_be_focused()
    expect(chosen(page)).to_have_text("Today")

    page.keyboard.type("amina")
    expect(chosen(page)).to_contain_text("Amina <b>Example</b>")
    expect(chosen(page)).to_contain_text("Head of IT")
    expect(palette(page).get_by_role("status")).to_have_text("1 found.")
    expect(palette(page).get_by_role("group", name="Applications")).to_be_visible()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/desk/applications/{amina.code}/")


def test_arrows_home_end_and_escape(desk: Callable[..., Page]) -> None:
    page = desk()
    settled = page.locator("main a").first
    settled.focus()
    page.keyboard.press(OPEN)
    expect(chosen(page)).to_have_text("Today")

    for key, text in [
        ("ArrowDown", "Postings"),
        ("ArrowUp", "Today"),
        ("ArrowUp", "Sessions"),
        ("ArrowDown", "Today"),
        ("End", "Sessions"),
        ("Home", "Today"),
    ]:
        page.keyboard.press(key)
        expect(chosen(page)).to_have_text(text)
        expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")

    expect(palette(page)).to_be_hidden()
    expect(settled).to_be_focused()


def test_the_verbs_of_the_page_come_first_and_follow_what_is_typed(
    desk: Callable[..., Page], amina: Application
) -> None:
    page = desk(f"/desk/applications/{amina.code}/")
    page.keyboard.press(OPEN)
    expect(chosen(page)).to_contain_text("Move to")
    assert any("Add a note" in line for line in lines(page)[:4])
    expect(palette(page).get_by_role("group").first).to_have_attribute("aria-label", "On this page")

    page.keyboard.type("NÖTE")
    expect(chosen(page)).to_contain_text("Add a note")
    expect(palette(page).get_by_role("status")).to_be_hidden()  # something was found after all
    page.keyboard.press("Enter")

    expect(palette(page)).to_be_hidden()
    expect(page.get_by_label("Add a note")).to_be_focused()


def test_a_card_that_has_the_focus_lends_its_verbs(desk: Callable[..., Page], amina: Application) -> None:
    page = desk(f"/desk/postings/{amina.posting.slug}/board/")
    page.keyboard.press(OPEN)
    expect(chosen(page)).to_have_text("Today")
    page.keyboard.press("Escape")

    page.locator("[data-card] a").first.focus()
    page.keyboard.press(OPEN)

    expect(chosen(page)).to_contain_text("(Amina <b>Example</b>)")


def test_in_a_field_too_and_nothing_typed_there_is_lost(
    desk: Callable[..., Page], amina: Application
) -> None:
    page = desk(f"/desk/applications/{amina.code}/")
    page.get_by_label("Add a note").fill("Half a")
    page.keyboard.press(OPEN)
    page.keyboard.type("zzz")
    page.keyboard.press("Escape")

    expect(page.get_by_label("Add a note")).to_be_focused()
    expect(page.get_by_label("Add a note")).to_have_value("Half a")
    page.keyboard.press(OPEN)
    expect(field(page)).to_have_value("zzz")
    page.keyboard.type("pos")  # over it
    expect(chosen(page)).to_have_text("Postings")


def test_by_the_button_with_a_mouse(desk: Callable[..., Page], amina: Application) -> None:
    page = desk()
    button = page.locator(".desk-side").get_by_role("button", name="Find")
    expect(button).to_contain_text("Ctrl K")
    button.click()
    page.keyboard.type("head")
    palette(page).get_by_role("option", name="Head of IT").click()

    page.wait_for_url(f"**/desk/postings/{amina.posting.slug}/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_the_policy_has_nothing_to_refuse(
    desk: Callable[..., Page], amina: Application, scheme: str
) -> None:
    page = desk(f"/desk/applications/{amina.code}/", color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.keyboard.press(OPEN)
    page.keyboard.type("a")
    expect(chosen(page)).to_contain_text("Add a note")
    expect(palette(page).get_by_role("group", name="Pages")).to_be_visible()

    assert Axe().run(page, "#palette", {"resultTypes": ["violations"]}).response["violations"] == []
    assert complaints == []


def test_beside_it_and_close_leave_it(desk: Callable[..., Page]) -> None:
    page = desk()
    for leave in (
        lambda: palette(page).get_by_role("button", name="Close").click(),
        lambda: page.mouse.click(5, 400),
    ):
        page.keyboard.press(OPEN)
        expect(palette(page)).to_be_visible()
        leave()
        expect(palette(page)).to_be_hidden()
        assert page.url.endswith("/desk/")


def test_on_a_phone_by_finger(desk: Callable[..., Page], amina: Application) -> None:
    page = desk(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page.locator(".desk-top summary").tap()
    page.locator(".desk-top").get_by_role("button", name="Find").tap()
    expect(field(page)).to_be_focused()
    expect(palette(page).locator("kbd")).to_have_count(0)
    field(page).fill("amina")
    expect(chosen(page)).to_contain_text("Amina")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    box = palette(page).get_by_role("option", name="Amina <b>").bounding_box()
    assert box
    assert box["height"] >= 44
    palette(page).get_by_role("option", name="Amina <b>").tap()

    page.wait_for_url(f"**/desk/applications/{amina.code}/")


def test_keys_turned_off_leave_the_button(desk: Callable[..., Page]) -> None:
    page = desk()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.locator("kbd", has_text="Ctrl K")).to_be_visible()
    page.keyboard.press(OPEN)  # not over another dialog
    expect(palette(page)).to_be_hidden()
    page.get_by_role("button", name="Turn the keys off").click()
    page.get_by_role("button", name="Close").click()
    page.reload()

    page.keyboard.press(OPEN)
    expect(palette(page)).to_be_hidden()
    button = page.locator(".desk-side").get_by_role("button", name="Find")
    expect(button.locator("kbd")).to_be_hidden()
    button.focus()
    page.keyboard.press("Space")
    expect(palette(page)).to_be_visible()


def test_nothing_found_says_what_can_be(desk: Callable[..., Page]) -> None:
    page = desk()
    page.keyboard.press(OPEN)
    page.keyboard.type("zzzz")

    said = palette(page).get_by_role("status")
    expect(said).to_contain_text("Nothing is called “zzzz”. Search for a page, a posting by its title")
    expect(chosen(page)).to_have_text("Search all that applicants sent for “zzzz”")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/applications/?q=zzzz")


def test_an_answer_that_comes_late_is_not_shown(desk: Callable[..., Page], amina: Application) -> None:
    page = desk()
    page.evaluate("""() => {
      const real = window.fetch;
      window.fetch = async (address, options) => {
        const answer = await real(address, { ...options, signal: undefined });
        if (address.endsWith("q=zzzz")) await new Promise((done) => setTimeout(done, 700));
        return answer;
      };
    }""")
    page.keyboard.press(OPEN)
    page.keyboard.type("zzzz")
    page.wait_for_timeout(250)  # it is asked for
    field(page).fill("amina")
    expect(chosen(page)).to_contain_text("Amina")
    page.wait_for_timeout(900)

    expect(chosen(page)).to_contain_text("Amina")
    expect(palette(page).get_by_role("status")).to_have_text("1 found.")


def test_words_are_asked_for_once_they_rest(desk: Callable[..., Page], amina: Application) -> None:
    page = desk()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url.split("q=")[1]) if "/find/?q=" in one.url else None)
    page.keyboard.press(OPEN)
    expect(chosen(page)).to_have_text("Today")
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))
    page.keyboard.type("amina")
    page.clock.run_for(119)
    assert asked == [""]

    page.clock.run_for(1)
    expect(chosen(page)).to_contain_text("Amina")

    assert asked == ["", "amina"]


def test_enter_before_the_answer_leads_to_a_page_of_its_own(
    desk: Callable[..., Page], amina: Application
) -> None:
    """Never to a line that answers other words."""
    page = desk()
    page.keyboard.press(OPEN)
    expect(chosen(page)).to_have_text("Today")
    page.keyboard.type("amina")
    page.keyboard.press("Enter")

    page.wait_for_url("**/desk/find/?q=amina")
    expect(page.get_by_role("link", name="Amina <b>")).to_be_visible()
    expect(page.get_by_label("What are you looking for?")).to_have_value("amina")


@pytest.mark.parametrize("silence", ["abort", "503", "nothing"])
def test_a_silent_server_is_said_and_the_verbs_stay(
    desk: Callable[..., Page], amina: Application, silence: str
) -> None:
    page = desk(f"/desk/applications/{amina.code}/")
    page.clock.install()

    def silent(route: Route) -> None:
        if silence == "abort":
            route.abort()
        elif silence == "503":
            route.fulfill(status=503, body="<section class='found'><a href='/'>no</a></section>")

    page.route("**/desk/find/?*", silent)
    page.keyboard.press(OPEN)
    page.clock.run_for(6000)

    expect(palette(page).get_by_role("status")).to_contain_text("There is no answer at the moment.")
    expect(chosen(page)).to_contain_text("Move to")
    assert not any(line == "no" for line in lines(page))


def test_without_scripts_the_button_is_a_link_to_a_page(
    desk: Callable[..., Page], amina: Application
) -> None:
    page = desk(java_script_enabled=False)
    page.locator(".desk-side").get_by_role("link", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find")
    page.get_by_label("What are you looking for?").fill("amina")
    page.locator("main").get_by_role("button", name="Find").click()

    page.get_by_role("link", name="Amina <b>Example</b>").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Amina <b>Example</b>")
