"""The pages of applying in Chromium: without JavaScript, on a narrow phone, for axe, and after a mistake."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from pypdfium2 import PdfDocument

from applications.models import Application
from postings.models import Posting, Question
from tests.applications.applying.applying import CVS
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
    "button, input:not([type=hidden]), select, textarea, summary, .button, .steps a")]
  .filter((e) => e.checkVisibility())
  .map((e) => [e.outerHTML.slice(0, 90), (e.closest("label") ?? e).getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([html]) => html)"""


@pytest.mark.parametrize("height", [640, 256], ids=["a narrow phone", "1280 by 1024 at 400 %"])
def test_what_is_narrow_scrolls_in_one_direction(
    open_page: Open, live_server: Any, posting: Posting, height: int
) -> None:
    """A7: 320 px, and 400 % zoom; A8: what is pressed has 24 px."""
    page = open_page(viewport={"width": 320, "height": height}, device_scale_factor=640 / height)

    for where in walk(page, live_server.url):
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == page.evaluate("document.documentElement.clientWidth"), where
        assert page.evaluate(BOXES) == [], where


def test_a_mistake_is_told_where_it_is(open_page: Open, live_server: Any, posting: Posting) -> None:
    """A3, A4: on each step the summary has the focus, the title begins with "Error:", each link lands in its
    field, where the same words stand, tied to it."""
    page = open_page()
    told = []

    for where in walk(page, live_server.url):
        if where.endswith("wrong"):
            assert page.title().startswith("Error: "), where
            expect(page.locator(".error-summary")).to_be_focused()
            wrong = page.locator("main [aria-invalid=true]:not([type=radio])").count()
            links = page.locator(".error-summary a").all()
            told += [link.inner_text() for link in links]
            assert len(links) >= max(wrong, 1), where
            for link in links:
                link.click()
                assert link.inner_text() in words_at(page.locator(":focus"), page), where
    assert told == [
        "Write your name.",
        "Write your e-mail address.",
        "Say in a few sentences why you are applying.",
        "Choose an answer: On call some weeks?",
        "Choose your CV: a PDF, DOCX or ODT file.",
    ]


def words_at(field: Locator, page: Page) -> str:
    """What a screen reader adds to the field: the text of what describes it, or the group that it is in."""
    assert field.get_attribute("aria-invalid") == "true"
    said = field.locator("xpath=ancestor-or-self::*[@aria-describedby][1]").get_attribute("aria-describedby")
    described = (said or "").split()
    return " ".join(page.locator(f"#{name}").inner_text() for name in described)


NAMELESS = """() => [...document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea)")]
  .filter((e) => !e.labels?.length || e.placeholder).map((e) => e.outerHTML)"""


TOKENS = {
    "name": "name",
    "email": "email",
    "phone": "tel",
    "current_position": "organization-title",
}
TYPED = """() => [...document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea)")]
  .map((e) => [e.name, e.autocomplete])"""


def test_each_control_has_a_label_and_known_ones_a_token(
    open_page: Open, live_server: Any, posting: Posting
) -> None:
    """A4, A5: real labels, no placeholders; what a browser can fill says what it is, nothing else does."""
    page = open_page()
    found: dict[str, set[str]] = {}

    for where in walk(page, live_server.url):
        assert page.evaluate(NAMELESS) == [], where
        for name, token in page.evaluate(TYPED):
            found.setdefault(name, set()).add(token)
    assert {name: tokens for name, tokens in found.items() if tokens != {""}} == {
        name: {token} for name, token in TOKENS.items()
    }
    assert {"motivation", "cv"} < set(found)
