"""A2: a whole application by keyboard only, from the list of positions to the receipt."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application
from postings.models import Question
from tests.applications.applying.applying import CVS
from tests.factories import PostingFactory, QuestionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CV = CVS / "s01_maja_testholm_rendercv_classic.pdf"
NAME = """it => (it.labels?.[0] ?? it).textContent.trim() || it.value"""
SEEN = """it => {
  const outlines = [null, "::after"].map(part => getComputedStyle(it, part).outlineStyle);
  const box = it.getBoundingClientRect(), y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const top = document.elementFromPoint(box.x + box.width / 2, y);
  return [outlines.includes("solid"), top === it || it.contains(top)];
}"""


def tab_to(page: Page, name: str) -> None:
    """Step on until that has focus; each stop on the way shows that it has it, and nothing covers it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        here = page.locator(":focus")
        said = here.evaluate(NAME)
        assert here.evaluate(SEEN) == [True, True], said
        if said.startswith(name):
            return
    raise AssertionError(f"{name} was not reached by 40 steps")


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")


def type_into(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)


@pytest.mark.parametrize("width", [320, 1440])
def test_a_whole_application_by_keyboard(
    open_page: Callable[..., Page], live_server: Any, width: int
) -> None:
    posting = PostingFactory(slug="it", title="Head of IT Operations", asks_motivation="required")
    QuestionFactory(posting=posting, text="On call?", kind=Question.Kind.YES_NO, is_required=True)
    QuestionFactory(
        posting=posting, text="Where?", kind=Question.Kind.ONE_OF, choices=[f"Place {n}" for n in range(9)]
    )
    page = open_page(viewport={"width": width, "height": 700})
    page.on("filechooser", lambda chooser: None)  # asked for now: it takes Chromium a moment to tell of them
    page.goto(f"{live_server.url}/jobs/")

    press(page, "Head of IT Operations")
    press(page, "Apply")
    press(page, "Continue")  # too early: the summary has focus, and its links lead into the fields
    expect(page.locator(".error-summary")).to_be_focused()
    press_in_place(page, "Write your name.")
    page.keyboard.type("Amina Example")
    type_into(page, "E-mail address", "amina@example.com")
    press(page, "Continue")

    type_into(page, "Your current position", "Engineer")
    type_into(page, "Why are you applying?", "I like servers.")
    tab_to(page, "Yes")
    page.keyboard.press("Space")
    type_into(page, "Where?", "Place 3")
    press(page, "Continue")

    tab_to(page, "Your CV")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(CV)
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/")

    press(page, "Send the application")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your application")
    application = Application.objects.get()
    assert (application.name, application.cv.name) == ("Amina Example", CV.name)
    assert set(application.answers.values_list("value", flat=True)) == {"yes", "Place 3"}


def press_in_place(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")
