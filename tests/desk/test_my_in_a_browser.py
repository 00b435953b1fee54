"""The pages of /my/ in Chromium: for axe, and on a narrow phone."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from tests.applications.applying.coming_back import ADDRESS, enter
from tests.browser import share_cookies
from tests.factories import ApplicationFactory, DraftFactory, PostingFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_my_pages_are_sound_and_narrow(
    open_page: Callable[..., Page], live_server: Any, client: Client, scheme: str
) -> None:
    """A1, A7: the overview, an application with two texts, the withdrawal, the way in."""
    posting = PostingFactory(title="Associate Manager Trainee Programme")
    mine = ApplicationFactory(posting=posting, candidate__email=ADDRESS, motivation="Words. " * 60)
    DraftFactory(
        posting=posting, email=ADDRESS, submitted_at=timezone.now(), application=mine, is_waiting=True
    )
    DraftFactory(email=ADDRESS)
    page = open_page(color_scheme=scheme, viewport={"width": 320, "height": 640})
    enter(client)
    share_cookies(client, page, live_server.url)

    here = f"/my/applications/{mine.code}/"
    for path in ["/my/", here, f"{here}withdrawal/", "/my/sign-in/nope/"]:
        page.goto(live_server.url + path)
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
        assert result.violations_count == 0, f"{path}: {result.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
