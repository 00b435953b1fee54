"""The public pages on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories import PostingFactory, SectionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_applying_stays_in_reach_of_a_thumb(open_page: Callable[..., Page], live_server: Any) -> None:
    posting = PostingFactory()
    SectionFactory(posting=posting, body="You keep the servers running. " * 300)
    page = open_page(viewport={"width": 390, "height": 700})
    page.goto(f"{live_server.url}/jobs/{posting.slug}/")
    apply = page.get_by_role("link", name="Apply", exact=True)

    for share in (0, 0.5, 1):
        page.evaluate(f"scrollTo(0, {share} * document.documentElement.scrollHeight)")
        expect(apply).to_have_count(1)
        expect(apply).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", range(320, 391, 10))
def test_no_line_ends_at_the_hyphen(open_page: Callable[..., Page], live_server: Any, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 700})
    page.goto(f"{live_server.url}/my/")

    lines = page.locator(".unbroken").evaluate_all("all => all.map(one => one.getClientRects().length)")

    assert lines
    assert set(lines) == {1}
