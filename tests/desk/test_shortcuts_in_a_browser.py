"""The desk by keyboard only; its single-letter keys can be turned off, for whoever dictates (WCAG 2.1.4)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from applications.models import Application
from tests.browser import share_cookies
from tests.factories import ApplicationFactory, PostingFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(
    live_server: Any, client: Client, recruiter: User, open_page: Callable[..., Page]
) -> Callable[..., Page]:
    """Today, as the recruiter sees it."""

    def opened(**options: Any) -> Page:
        client.force_login(recruiter)
        page = open_page(**{"viewport": {"width": 1280, "height": 800}, **options})
        share_cookies(client, page, live_server.url)
        page.goto(f"{live_server.url}/desk/")
        return page

    return opened


@pytest.fixture
def three(transactional_db: None) -> list[Application]:
    """Of one posting; the newest stands first in the list."""
    posting = PostingFactory(slug="it")
    return [ApplicationFactory(posting=posting, name=name) for name in ("Amina", "Bo", "Carla")]


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def go(page: Page, *pressed: str) -> None:
    """The last key leads to another page."""
    keys(page, *pressed[:-1])
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(pressed[-1])


def focused(page: Page) -> str:
    """The text of what has focus, which must be seen to have it: a row has its outline all around."""
    seen = page.locator(":focus-visible")
    outlines = "it => [null, '::after'].map(part => getComputedStyle(it, part).outlineStyle)"
    assert "solid" in seen.evaluate(outlines)
    return seen.inner_text()


def test_the_whole_job_by_keyboard(desk: Callable[..., Page], three: list[Application]) -> None:
    """A2: from Today to the list, to an application, moved, noted, and on to the next."""
    page = desk()
    go(page, "g", "a")
    keys(page, "j")
    first = focused(page)
    keys(page, "j")
    second = focused(page)
    keys(page, "k")
    assert focused(page) == first != second

    go(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    keys(page, "m")
    expect(page.get_by_label("Move to")).to_be_focused()
    page.keyboard.type("Interview")  # a list chooses by what is typed; "n" and "k" are no keys here
    keys(page, "Tab")
    assert focused(page) == "Move"
    go(page, "Enter")
    expect(page.locator("[role=status] .notice p")).to_have_text(f"{first} is in Interview now.")

    keys(page, "n")
    expect(page.get_by_label("Add a note")).to_be_focused()
    page.keyboard.type("Just asking: knows Kubernetes? gmail, j/k.")
    keys(page, "Tab")
    go(page, "Enter")
    expect(page.locator("#notes + * .typed, #notes ~ * .typed").first).to_contain_text("knows Kubernetes?")

    go(page, "j")
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    go(page, "k")
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    moved = Application.objects.get(name=first)
    assert moved.stage.kind == "interview"
    assert moved.notes.get().body == "Just asking: knows Kubernetes? gmail, j/k."


def test_the_keys_are_listed_and_the_list_is_left_by_escape(desk: Callable[..., Page]) -> None:
    page = desk()
    keys(page, "?")
    listed = page.get_by_role("dialog", name="Keys")
    expect(listed).to_be_visible()
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    for key in ["?", "/", "j", "k", "m", "n", "g"]:
        expect(listed.locator("kbd", has_text=key).first).to_be_visible()
    keys(page, "g", "a")  # not while it is open
    keys(page, "Escape")
    expect(listed).to_be_hidden()
    assert page.url.endswith("/desk/")


def test_nothing_happens_while_somebody_types(desk: Callable[..., Page], three: list[Application]) -> None:
    page = desk()
    go(page, "g", "a")
    keys(page, "/")
    search = page.locator("main input[type=search], main input[type=text]").first
    expect(search).to_be_focused()

    page.keyboard.type("?jk/gm")
    expect(search).to_have_value("?jk/gm")
    expect(page.get_by_role("dialog")).to_be_hidden()
    keys(page, "Control+j")
    expect(search).to_be_focused()


def test_keys_at_the_ends_of_a_list_stay_there(desk: Callable[..., Page], three: list[Application]) -> None:
    page = desk()
    go(page, "g", "a")
    keys(page, "j", "j", "j", "j", "j")
    last = focused(page)
    keys(page, "k", "k", "k", "k")

    assert (focused(page), last) == ("Carla", "Amina")


def test_keys_can_be_turned_off_and_on(desk: Callable[..., Page], live_server: Any) -> None:
    page = desk()
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn the keys off").click()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(f"{live_server.url}/desk/")

    page.get_by_role("button", name="Keys").click()
    page.get_by_role("button", name="Turn the keys on").click()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(f"{live_server.url}/desk/applications/")
