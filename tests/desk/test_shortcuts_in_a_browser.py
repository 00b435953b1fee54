"""WCAG 2.1.4: keys of a single letter can be turned off, for whoever dictates, and on again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import share_cookies

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_keys_can_be_turned_off_and_on(
    live_server: Any, client: Client, recruiter: User, open_page: Callable[..., Page]
) -> None:
    client.force_login(recruiter)
    page = open_page(viewport={"width": 1280, "height": 800})
    share_cookies(client, page, live_server.url)
    page.goto(f"{live_server.url}/desk/")

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
