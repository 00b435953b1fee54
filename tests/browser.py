"""Headless Chromium for the tests that need one: Debian's, driven by Playwright, started once a run."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Where it is. Without one the test is skipped, or fails where one is required (`.ci/run`)."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path:
        return path
    message = "no Chromium on this machine: apt-get install chromium"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the tests
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def new_page(browser: Browser, **options: Any) -> Page:
    """A page in a context of its own: no cookies from others. Options are those of a Playwright context."""
    page = browser.new_context(
        **{"locale": "en-GB", "timezone_id": "Europe/Copenhagen", **options}
    ).new_page()
    page.set_default_timeout(15_000)
    return page


def share_cookies(client: Client, page: Page, url: str) -> None:
    """Give the page of a live server the cookies that the test client has."""
    for name, morsel in client.cookies.items():
        page.context.add_cookies([{"name": name, "value": morsel.value, "url": url}])


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`new_page` for a live server: closed at the end, and with it the connections of its threads."""
    pages: list[Page] = []

    def opened(**options: Any) -> Page:
        pages.append(new_page(chromium, **options))
        return pages[-1]

    yield opened
    for page in pages:
        page.context.close()
