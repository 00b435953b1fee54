"""Dragging on the board: the same move as by its form, and the loser of two is told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from applications.models import Application
from applications.transitions import moving
from tests.browser import share_cookies
from tests.factories import ApplicationFactory, PostingFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def application() -> Application:
    return ApplicationFactory(posting=PostingFactory(slug="here"), name="Amina Example")


@pytest.fixture
def on_the_board(
    live_server: Any,
    client: Client,
    recruiter: User,
    application: Application,
    open_page: Callable[..., Page],
) -> Any:
    """Call with what is done on the board, as the recruiter."""
    client.force_login(recruiter)
    page = open_page(viewport={"width": 1280, "height": 800})
    share_cookies(client, page, live_server.url)

    def run(act: Callable[[Page], Any]) -> Any:
        page.goto(f"{live_server.url}/desk/postings/here/board/")
        return act(page)

    return run


def drag(page: Page, to: str) -> str:
    """What the live region says, and where the card stands then."""
    page.locator("[data-card]").drag_to(page.locator(f'[data-stage-name="{to}"] h2'))
    page.locator("#board-says:not(:empty)").wait_for()
    said = page.locator("#board-says").inner_text()
    stands = page.locator("[data-card]").evaluate("card => card.closest('[data-stage]').dataset.stageName")
    return f"{stands}: {said}"


def test_stages_are_one_press_away_on_a_phone(on_the_board: Any, application: Application) -> None:
    """Columns stand below each other there, and the first may have fifty cards."""
    ApplicationFactory.create_batch(12, posting=application.posting)

    def jump(page: Page) -> tuple[list[str], float]:
        page.set_viewport_size({"width": 320, "height": 640})
        stages = page.get_by_role("navigation", name="Stages").get_by_role("link")
        names = stages.all_inner_texts()
        stages.nth(1).click()
        return names, page.locator('[data-stage-name="Screening"] h2').bounding_box()["y"]

    names, y = on_the_board(jump)
    assert names[:2] == ["Received 13", "Screening 0"]
    assert 40 < y < 320, "below the bar of the desk, in sight"


def test_a_dragged_card_is_moved(on_the_board: Any, application: Application) -> None:
    said = on_the_board(lambda page: drag(page, "Interview"))

    application.refresh_from_db()
    assert said == "Interview: Amina Example is in Interview now."
    assert (application.stage.kind, application.version) == ("interview", 2)


def test_a_card_dragged_too_late_goes_back_and_says_why(
    on_the_board: Any, application: Application, admin: User
) -> None:
    """C5: the second of two, with a mouse."""

    def lose(page: Page) -> str:
        to = application.posting.stages.get(kind="offer")
        moving.move(application, to=to, by=admin, version=1)
        return drag(page, "Interview")

    said = on_the_board(lose)

    application.refresh_from_db()
    assert said.startswith("Received: Ada Admin moved it to Offer on ")
    assert (application.stage.kind, application.version) == ("offer", 2)


MENUS = "details.menu"


def test_the_menu_on_a_card_is_closed_by_escape_and_opens_again(on_the_board: Any) -> None:
    """By keyboard: focus goes into the menu, and back to what opened it."""

    def by_keys(page: Page) -> None:
        page.locator("[data-move-to]").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Move to")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(f"{MENUS} summary")).to_be_focused()
        expect(page.get_by_role("button", name="Move", exact=True)).to_be_hidden()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Move", exact=True)).to_be_visible()
        page.get_by_role("heading", level=1).click()
        expect(page.get_by_role("button", name="Move", exact=True)).to_be_hidden()

    on_the_board(by_keys)


def test_a_card_that_was_dragged_has_the_menu_of_where_it_stands(
    on_the_board: Any, application: Application
) -> None:
    def drag_and_open(page: Page) -> list[str]:
        page.locator("[data-move-to]").click()
        page.get_by_role("heading", level=1).click()
        drag(page, "Interview")
        page.locator("[data-move-to]").click()
        page.get_by_role("button", name="Move", exact=True).wait_for()
        options = page.locator(f"{MENUS} option").all_inner_texts()
        page.get_by_label("Move to").select_option(label="Offer")
        page.get_by_role("button", name="Move", exact=True).click()
        page.locator("[role=status] .notice").wait_for()
        return options

    assert on_the_board(drag_and_open) == ["Received", "Screening", "Assessment", "Offer"]
    application.refresh_from_db()
    assert (application.stage.kind, application.version) == ("offer", 3)


def test_a_long_board_is_there_at_once(on_the_board: Any, application: Application) -> None:
    """A form a card made 250 of them slow: Chromium looks into every form, one layout at a time."""
    for _ in range(60):
        ApplicationFactory(posting=application.posting)

    def layouts(page: Page) -> float:
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        page.reload(wait_until="load")
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "LayoutCount")

    assert on_the_board(layouts) < 20


def test_the_form_on_the_card_does_the_same(on_the_board: Any, application: Application) -> None:
    def by_form(page: Page) -> str:
        page.get_by_text("Move to…").click()
        page.get_by_label("Move to").select_option(label="Assessment")
        page.get_by_role("button", name="Move", exact=True).click()
        return page.locator("[role=status] .notice p").inner_text()

    assert on_the_board(by_form) == "Amina Example is in Assessment now."
    application.refresh_from_db()
    assert application.stage.kind == "assessment"


def test_a_card_dragged_after_the_session_has_ended_goes_back(
    on_the_board: Any, application: Application
) -> None:
    """The answer is then the sign-in page, which is no success."""

    def late(page: Page) -> str:
        Session.objects.all().delete()
        return drag(page, "Interview")

    assert on_the_board(late).startswith("Received: You were signed out")
    application.refresh_from_db()
    assert application.stage.kind == "received"
