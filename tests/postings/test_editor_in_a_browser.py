"""The editor with scripts: the preview follows, rows are added and moved; and without them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from postings.models import Posting, Section
from tests.browser import share_cookies
from tests.factories import PostingFactory, SectionFactory
from tests.postings.addresses import page as address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIELD = "[data-rows=section] [data-row]:nth-child({}) [name$=-{}]"


@pytest.fixture
def posting() -> Posting:
    made: Posting = PostingFactory(title="Night Watch")
    SectionFactory(posting=made, heading="What you will do", body="You watch.")
    return made


@pytest.fixture
def editor(
    open_page: Callable[..., Page], live_server: Any, desk: Client, posting: Posting
) -> Callable[..., Page]:
    def opened(name: str, **options: Any) -> Page:
        page = open_page(**{"viewport": {"width": 1440, "height": 900}, **options})
        share_cookies(desk, page, live_server.url)
        page.goto(live_server.url + address(posting, f"edit/{name}/"))
        return page

    return opened


def test_the_preview_follows_what_is_typed(editor: Callable[..., Page], posting: Posting) -> None:
    page = editor("position")
    shown = page.frame_locator(".editor-preview iframe")
    expect(shown.locator("h1")).to_have_text("Night Watch")

    page.fill("[name=title]", "Day Watch")

    expect(shown.locator("h1")).to_have_text("Day Watch")
    posting.refresh_from_db()
    assert posting.title == "Night Watch"


def test_it_begins_where_the_page_writes_and_leaves_the_desk_where_it_is(
    editor: Callable[..., Page], posting: Posting
) -> None:
    SectionFactory(posting=posting, body="A long text.\n\n" * 60, position=1)
    page = editor("texts")
    frame = page.frames[-1]
    frame.wait_for_function("scrollY > 0")

    assert (
        frame.evaluate("Math.round(document.querySelector('.posting-text').getBoundingClientRect().top)") == 0
    )
    assert page.evaluate("scrollY") == 0


def test_on_a_narrow_screen_nothing_is_asked_and_a_link_leads_there(editor: Callable[..., Page]) -> None:
    page = editor("position", viewport={"width": 390, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "preview" in request.url else None)

    page.fill("[name=title]", "Day Watch")
    page.wait_for_timeout(800)

    assert asked == []
    expect(page.get_by_role("link", name="Preview")).to_be_visible()


def test_a_text_is_added_moved_and_saved(editor: Callable[..., Page], posting: Posting) -> None:
    page = editor("texts")
    page.get_by_role("button", name="Add a text").click()
    expect(page.locator(FIELD.format(2, "kind"))).to_be_focused()
    page.locator(FIELD.format(2, "kind")).select_option("intro")
    page.locator(FIELD.format(2, "body")).fill("Hello.")

    page.locator("[data-rows=section] [data-row]:nth-child(2) [data-row-move=up]").click()

    expect(page.frame_locator(".editor-preview iframe").locator(".posting-text")).to_contain_text("Hello.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Saved.")
    assert list(Section.objects.values_list("body", "position")) == [("Hello.", 0), ("You watch.", 1)]


def test_a_wrong_row_is_a_press_away_in_the_summary(editor: Callable[..., Page]) -> None:
    page = editor("texts")
    page.get_by_role("button", name="Add a text").click()
    page.locator(FIELD.format(2, "heading")).fill("Half")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role("link", name="Write the text.").click()

    expect(page.locator(FIELD.format(2, "body"))).to_be_focused()
    expect(page.frame_locator(".editor-preview iframe").get_by_text("Half")).to_be_visible()


def test_without_scripts_there_are_empty_rows_and_numbers(editor: Callable[..., Page]) -> None:
    page = editor("texts", java_script_enabled=False)
    expect(page.get_by_role("button", name="Add a text")).to_be_hidden()
    page.locator("[name=section-new-1-kind]").select_option("intro")
    page.locator("[name=section-new-1-body]").fill("Hello.")
    page.locator("[name=section-new-1-place]").fill("1")
    page.locator("[name^=section][name$=-place]").first.fill("2")

    page.get_by_role("button", name="Save", exact=True).click()

    assert list(Section.objects.values_list("body", flat=True)) == ["Hello.", "You watch."]
