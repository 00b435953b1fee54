"""What was just done is said, leaves by itself or at a press, and can be undone from where it stands."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import share_cookies
from tests.factories import ApplicationFactory

pytestmark = [pytest.mark.browser]


@pytest.fixture
def moved(open_page: Callable[..., Page], live_server: Any, client: Client, recruiter: User) -> Page:
    """A page on which something was just done; its time stands still until the test lets it run."""
    application = ApplicationFactory()
    client.force_login(recruiter)
    page = open_page()
    share_cookies(client, page, live_server.url)
    page.clock.install(time=datetime(2027, 3, 1, 9))
    page.goto(f"{live_server.url}/desk/applications/{application.code}/")
    page.clock.pause_at(datetime(2027, 3, 1, 10))
    page.get_by_label("Move to").select_option(label="Interview")
    page.get_by_role("button", name="Move", exact=True).click()
    close = page.locator(".messages").get_by_role("button", name="Close")
    expect(close).to_be_visible()  # from now on the script listens
    return page


def test_it_leaves_by_itself(moved: Page) -> None:
    said = moved.locator(".messages .notice")
    expect(said).to_be_visible()
    moved.clock.run_for(5_000)
    expect(said).to_be_visible()
    moved.clock.run_for(2_000)

    expect(said).to_have_count(0)


def test_it_stays_while_somebody_is_on_it(moved: Page) -> None:
    said = moved.locator(".messages .notice")
    said.get_by_role("button", name="Close").focus()
    moved.clock.run_for(20_000)

    expect(said).to_be_visible()


@pytest.mark.parametrize("way", ["press", "Escape"])
def test_it_goes_at_a_press(moved: Page, way: str) -> None:
    if way == "press":
        moved.locator(".messages").get_by_role("button", name="Close").click()
    else:
        moved.keyboard.press(way)

    expect(moved.locator(".messages .notice")).to_have_count(0)
