"""One application on a phone, and its CV at the size that is asked for."""

import io
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import User
from files import store
from tests.browser import share_cookies
from tests.factories import ApplicationFactory, MembershipFactory

pytestmark = [pytest.mark.browser]


def drawn() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 1697), "white").save(out, "WEBP")
    return out.getvalue()


@pytest.fixture
def page_of(
    open_page: Callable[..., Page], live_server: Any, client: Client, recruiter: User, manager: User
) -> Callable[..., Page]:
    def opened(*, who: User = recruiter, **options: Any) -> Page:
        application = ApplicationFactory(name="Amina Example", motivation="I like harbours. " * 200)
        for number in (1, 2):
            application.cv.pages.create(number=number, key=store.keep(drawn()), width=1200, height=1697)
        MembershipFactory(posting=application.posting, user=manager)
        client.force_login(who)
        page = open_page(**options)
        share_cookies(client, page, live_server.url)
        page.goto(f"{live_server.url}/desk/applications/{application.code}/")
        return page

    return opened


def none_on_another(edges: list[Any]) -> bool:
    """Each beside the one before, or below it."""
    return all(
        one["x"] + one["width"] <= two["x"] or one["y"] + one["height"] <= two["y"]
        for one, two in pairwise(edges)
    )


@pytest.mark.parametrize("width", [320, 390])
def test_the_verbs_of_a_phone_are_at_hand_and_cover_nothing(page_of: Callable[..., Page], width: int) -> None:
    page = page_of(viewport={"width": width, "height": 700})
    bar = page.locator(".application-verbs")
    verbs = [bar.get_by_role("combobox"), bar.get_by_role("button", name="Move"), bar.get_by_text("Reject…")]

    edges = [verb.bounding_box() for verb in verbs]
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    end = page.locator(".events > li").last.bounding_box()
    box = bar.bounding_box()

    assert box
    assert end
    assert box["y"] + box["height"] == 700
    assert end["y"] + end["height"] <= box["y"]
    assert all(edge and edge["height"] >= 24 for edge in edges)
    assert all(edge and edge["x"] + edge["width"] <= width for edge in edges)
    assert none_on_another(edges)
    bar.locator("summary").click()
    expect(page.get_by_role("link", name="Hire…")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [320, 390])
def test_a_hiring_managers_verbs_have_room_beside_the_stage(
    page_of: Callable[..., Page], manager: User, width: int
) -> None:
    bar = page_of(who=manager, viewport={"width": width, "height": 700}).locator(".application-verbs")
    verbs = [bar.get_by_role("combobox"), bar.get_by_role("button", name="Move"), bar.get_by_text("Propose")]

    edges: list[Any] = [verb.bounding_box() for verb in verbs]

    assert none_on_another(edges)
    assert edges[0]["width"] >= 80  # the stage can be read
    assert all(edge["x"] + edge["width"] <= width for edge in edges)


def test_the_bar_of_parts_stays_below_the_menu(page_of: Callable[..., Page]) -> None:
    page = page_of(viewport={"width": 320, "height": 700})

    page.locator(".anchors").get_by_role("link", name="Notes").click()

    top: Any = page.locator(".desk-top").bounding_box()
    bar: Any = page.locator(".anchors").bounding_box()
    heading: Any = page.locator("#notes").bounding_box()
    assert top["y"] + top["height"] <= bar["y"] + 1
    assert bar["y"] + bar["height"] <= heading["y"]


def test_paper_shows_nothing_to_press(page_of: Callable[..., Page]) -> None:
    page = page_of()
    assert page.locator("main .button:visible").count() > 3

    page.emulate_media(media="print")

    assert page.locator(".button:visible, .link-button:visible, .anchors:visible").count() == 0


def test_a_phone_shows_words_and_no_keycaps(page_of: Callable[..., Page]) -> None:
    ApplicationFactory()
    page = page_of(viewport={"width": 390, "height": 700})

    assert page.locator("kbd").evaluate_all("all => all.every(one => !one.checkVisibility())")


def test_a_page_of_the_cv_is_as_large_as_asked_for(page_of: Callable[..., Page]) -> None:
    page = page_of(viewport={"width": 1440, "height": 900})
    picture = page.locator(".page-images img").first

    def width() -> float:
        box = picture.bounding_box()
        assert box
        return box["width"]

    fit = width()
    page.get_by_label("100 %").check()
    whole = width()
    page.get_by_label("150 %").check()

    assert fit < 700
    assert whole == pytest.approx(794, abs=2)
    assert width() == pytest.approx(1.5 * 794, abs=12)
    page.evaluate("scrollTo(0, 300)")
    expect(page.get_by_text("Page 1 of 2", exact=True)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_the_bar_of_its_parts_stays_in_sight(page_of: Callable[..., Page]) -> None:
    page = page_of(viewport={"width": 1440, "height": 700})

    page.get_by_role("navigation", name="On this page").get_by_role("link", name="History").click()

    expect(page.get_by_role("navigation", name="On this page")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", name="History")).to_be_in_viewport(ratio=1)
