"""What an applicant's browser asks for, from the list of positions to the receipt and back: nobody but us."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from recruitment import sample
from tests.recruitment.by_hand import press, receipt_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INSIDE = {"data", "blob"}  # written by the page itself; nothing leaves the browser


def logged(page: Page) -> list[str]:
    """Fills up with each address that any page or worker of this browser asks for."""
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    return asked


def elsewhere(asked: list[str], url: str) -> list[str]:
    return [one for one in asked if not one.startswith(f"{url}/") and urlsplit(one).scheme not in INSIDE]


def test_an_applicants_browser_asks_nobody_else(open_page: Callable[..., Page], live_server: Any) -> None:
    """S65, V27: no picture, font, script, beacon or sign of life of another host on any page of theirs."""
    sample.load(password="correct-horse-battery")
    page = open_page()
    asked = logged(page)

    for path in ("/", "/jobs/", "/jobs/head-of-it-operations/", "/no/such/page/", "/accounts/login/"):
        page.goto(f"{live_server.url}{path}")
    receipt_of(page, live_server.url, "head-of-it-operations")
    press(page, "your applications", role="link")
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/my/")
    page.wait_for_load_state("networkidle")

    paths = {urlsplit(one).path for one in asked}
    assert {"/jobs/", "/jobs/head-of-it-operations/apply/review/", "/my/"} <= paths
    assert any(path.endswith(".css") for path in paths), "what the pages load is in the log"
    assert elsewhere(asked, live_server.url) == []


def test_a_request_to_another_host_is_seen(open_page: Callable[..., Page], live_server: Any) -> None:
    """The twin."""
    page = open_page()
    asked = logged(page)
    with page.expect_request("**/pixel.gif"):
        page.set_content('<img src="http://127.0.0.1:9/pixel.gif">')

    assert elsewhere(asked, live_server.url) == ["http://127.0.0.1:9/pixel.gif"]
