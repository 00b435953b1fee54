"""The pages of applying in Chromium: without JavaScript, on a narrow phone, for axe, and after a mistake."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from applications.models import Application
from postings.models import Posting, Question
from tests.applications.applying import CVS
from tests.factories import PostingFactory, QuestionFactory

Open = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG_NAME = "Maximiliane-Constanze " * 5
CV = CVS / "s01_maja_testholm_rendercv_classic.pdf"


@pytest.fixture
def posting(transactional_db: None) -> Posting:
    posting = PostingFactory(slug="it", title="Head of IT Operations", asks_motivation="required")
    QuestionFactory(posting=posting, text="On call some weeks?", kind=Question.Kind.YES_NO, is_required=True)
    QuestionFactory(
        posting=posting, text="Where?", kind=Question.Kind.ONE_OF, choices=[f"Place {n}" for n in range(9)]
    )
    QuestionFactory(posting=posting, text="Years?", kind=Question.Kind.NUMBER, help="In all.")
    return posting


def press(page: Page, role: Any, name: str) -> None:
    """And wait for the page that it leads to: a click alone may return before that."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role(role, name=name).click()


def go_on(page: Page) -> None:
    press(page, "button", "Continue")


def walk(page: Page, url: str) -> Iterator[str]:
    """Every page of an application, empty, wrong and filled; the test looks at each."""
    page.goto(f"{url}/jobs/it/apply/")
    yield "details, empty"
    go_on(page)
    yield "details, wrong"
    page.locator("[autocomplete=name]").fill(LONG_NAME)
    page.locator("[autocomplete=email]").fill("amina.with.a.very.long.address@subdomain.example.com")
    page.locator("[autocomplete=tel]").fill("+45 12 34 56 78")
    yield "details, filled"
    go_on(page)
    yield "background, empty"
    go_on(page)
    yield "background, wrong"
    page.get_by_label("Why are you applying?").fill("I like servers.\n\nAnd people.")
    page.get_by_label("Yes").check()
    page.get_by_label("Where?").select_option("Place 3")
    yield "background, filled"
    go_on(page)
    yield "CV, empty"
    go_on(page)
    yield "CV, wrong"
    page.locator("input[type=file]").set_input_files(CV)
    yield "CV, filled"
    go_on(page)
    yield "review"
    press(page, "button", "Save and leave")
    yield "left"
    press(page, "link", "Go on with it now")
    press(page, "link", "Change CV")
    yield "CV, there"
    go_on(page)
    press(page, "button", "Send the application")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your application")
    yield "receipt"
    page.goto(f"{url}/my/")
    yield "my"
    press(page, "button", "Send me a link")
    yield "asked"


def test_the_whole_way_without_javascript(open_page: Open, live_server: Any, posting: Posting) -> None:
    """A6."""
    page = open_page(java_script_enabled=False)

    assert list(walk(page, live_server.url))[-1] == "asked"
    application = Application.objects.get()
    assert application.cv.name == CV.name
    assert application.answers.count() == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, live_server: Any, posting: Posting, scheme: str) -> None:
    """A1, A8: each step, empty, wrong and filled."""
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    options = {"runOnly": {"type": "tag", "values": STANDARDS}}

    for where in walk(page, live_server.url):
        result = Axe().run(page, options=options)
        assert result.violations_count == 0, f"{where}: {result.generate_report()}"


def test_the_receipt_prints_on_one_page(open_page: Open, live_server: Any, posting: Posting) -> None:
    page = open_page()

    for where in walk(page, live_server.url):
        if where == "receipt":
            printed = page.pdf(format="A4")
            break
    assert len(PdfDocument(printed)) == 1


BOXES = """() => [...document.querySelectorAll(
    "button, input:not([type=hidden]), select, textarea, summary, .steps a")]
  .filter((e) => e.checkVisibility())
  .map((e) => [e.outerHTML.slice(0, 90), (e.closest("label") ?? e).getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([html]) => html)"""


def test_a_narrow_phone_scrolls_in_one_direction(open_page: Open, live_server: Any, posting: Posting) -> None:
    """A7: 320 px, as 400 % zoom; A8: what is pressed has 24 px."""
    page = open_page(viewport={"width": 320, "height": 640})

    for where in walk(page, live_server.url):
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == page.evaluate("document.documentElement.clientWidth"), where
        assert page.evaluate(BOXES) == [], where


def test_a_mistake_is_told_where_it_is(open_page: Open, live_server: Any, posting: Posting) -> None:
    """A3: focus on the summary, "Error:" in the title, links that land in the field, the same words there."""
    page = open_page()
    page.goto(f"{live_server.url}/jobs/it/apply/")
    go_on(page)

    assert page.title().startswith("Error: ")
    expect(page.locator(".error-summary")).to_be_focused()
    for link in page.locator(".error-summary a").all():
        link.click()
        field = page.locator(":focus")
        assert field.get_attribute("aria-invalid") == "true"
        described = (field.get_attribute("aria-describedby") or "").split()
        said = " ".join(page.locator(f"#{name}").inner_text() for name in described)
        assert link.inner_text() in said


NAMELESS = """() => [...document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea)")]
  .filter((e) => !e.labels?.length || e.placeholder).map((e) => e.outerHTML)"""


def test_each_control_has_a_label_and_known_ones_a_token(
    open_page: Open, live_server: Any, posting: Posting
) -> None:
    """A4, A5: real labels, no placeholders; name, email, tel, organization-title."""
    page = open_page()
    tokens = set()

    for where in walk(page, live_server.url):
        assert page.evaluate(NAMELESS) == [], where
        tokens |= set(page.eval_on_selector_all("[autocomplete]", "all => all.map(e => e.autocomplete)"))
    assert tokens == {"name", "email", "tel", "organization-title"}
