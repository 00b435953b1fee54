"""What becomes of a CV is said while it is chosen, sent and checked (A9); the answer is that of the form."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from applications.applying import views
from applications.models import Draft
from files.models import StoredFile
from tests.applications.applying.applying import CVS
from tests.factories import PostingFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CV = CVS / "s01_maja_testholm_rendercv_classic.pdf"
SCRIPTED = CVS / "s43_javascript_openaction.pdf"
WATCH = """() => {
  const says = document.querySelector("[data-says]");
  new MutationObserver(() => heard(says.textContent)).observe(says, { childList: true });
}"""
WHY = "This file contains a script, a macro or another program."


@pytest.fixture
def at_the_cv(live_server: Any, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A browser with a draft, at the step that asks for the CV."""
    PostingFactory(slug="it")

    def opened(**options: Any) -> Page:
        page = open_page(**options)
        page.goto(f"{live_server.url}/jobs/it/apply/")
        page.locator("[autocomplete=name]").fill("Amina Example")
        page.locator("[autocomplete=email]").fill("amina@example.com")
        go_on(page, "background")
        go_on(page, "cv")
        return page

    return opened


def press(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def go_on(page: Page, to: str) -> None:
    press(page)
    page.wait_for_url(f"**/{to}/")


def choose(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)


def slow_down(page: Page) -> None:
    """30 kB a second, upwards."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    speed = {"offline": False, "latency": 20, "downloadThroughput": 1_000_000, "uploadThroughput": 30_000}
    session.send("Network.emulateNetworkConditions", speed)


def posts_of(page: Page) -> list[Request]:
    found: list[Request] = []
    page.on("request", lambda request: found.append(request) if request.method == "POST" else None)
    return found


def test_a_slow_upload_says_how_far_it_is(at_the_cv: Callable[..., Page], live_server: Any) -> None:
    """A9: chosen, sent, checked; one request, and then the next step."""
    page = at_the_cv()
    said: list[str] = []
    page.expose_function("heard", lambda words: said.append(words))
    page.evaluate(WATCH)
    posts = posts_of(page)
    slow_down(page)
    size = f"{round(CV.stat().st_size / 1000)} kB"

    choose(page, CV)
    press(page)
    press(page)  # again, in haste
    expect(page.locator("progress")).to_be_visible()
    page.wait_for_url("**/review/")

    assert said[0] == f"{CV.name} ({size}) is chosen. It is sent when you go on."
    percents = [int(words.split()[-2]) for words in said if words.startswith(f"Sending {CV.name}: ")]
    assert percents[0] == 0
    assert percents == sorted(set(percents))
    assert len(percents) > 2
    assert [words for words in said if words][-1] == f"{CV.name} has arrived and is being checked."
    assert len(posts) == 1
    assert StoredFile.objects.count() == 1


def test_back_leads_to_the_step_and_it_says_what_we_have(at_the_cv: Callable[..., Page]) -> None:
    page = at_the_cv()
    choose(page, CV)
    go_on(page, "review")

    page.go_back()

    expect(page).to_have_url(page.url.replace("review", "cv"))
    expect(page.locator(".notice-good")).to_contain_text(f"We have your CV: {CV.name}")
    expect(page.locator("progress")).to_be_hidden()


def test_a_file_that_is_refused_is_named_with_the_reason(at_the_cv: Callable[..., Page]) -> None:
    """A9, A3: the page is the one that the form answers with: summary, focus, title; nothing is stored."""
    page = at_the_cv()
    choose(page, SCRIPTED)
    press(page)

    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    expect(page.locator("[role=status][data-says]")).to_contain_text(f"{SCRIPTED.name} was not taken. {WHY}")
    assert not StoredFile.objects.exists()

    choose(page, CV)
    expect(page.locator("[data-says]")).to_contain_text(f"{CV.name} (")
    go_on(page, "review")
    page.go_back()
    page.go_back()
    assert page.url.endswith("/background/")


def test_without_a_script_the_same_is_refused_and_taken(at_the_cv: Callable[..., Page]) -> None:
    """A6."""
    page = at_the_cv(java_script_enabled=False)
    choose(page, SCRIPTED)
    press(page)
    expect(page.locator(".error-summary")).to_contain_text(WHY)
    expect(page.locator("progress")).to_be_hidden()

    choose(page, CV)
    go_on(page, "review")


def test_save_and_leave_takes_the_file_along(at_the_cv: Callable[..., Page]) -> None:
    page = at_the_cv()
    choose(page, CV)
    page.get_by_role("button", name="Save and leave").click()

    page.wait_for_url("**/left/")
    assert Draft.objects.get().cv is not None


def test_a_file_that_is_too_big_is_not_sent(at_the_cv: Callable[..., Page], tmp_path: Path) -> None:
    page = at_the_cv()
    posts = posts_of(page)
    big = tmp_path / "big.pdf"
    big.write_bytes(b"%PDF-1.7" + b" " * 11 * 1024 * 1024)

    choose(page, big)

    said = page.locator("[data-says]")
    expect(said).to_contain_text("This file is 11.0 MB; the limit is 10 MB. Save a smaller copy,")
    press(page)
    expect(page.locator("input[type=file]")).to_be_focused()
    assert posts == []


def test_a_connection_that_breaks_off_loses_nothing(at_the_cv: Callable[..., Page]) -> None:
    page = at_the_cv()

    def break_off(route: Route) -> None:
        route.abort("connectionreset") if route.request.method == "POST" else route.continue_()

    page.route("**/cv/", break_off)
    choose(page, CV)
    press(page)
    expect(page.locator("[data-says]")).to_contain_text("The connection broke off")

    page.unroute("**/cv/")
    go_on(page, "review")
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("answer", ["too many", "broken", "empty"])
def test_other_answers_are_shown_as_the_form_would(
    at_the_cv: Callable[..., Page], monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """429 is the step with a sentence; what is no page of ours is shown whole, and nothing is no answer."""
    page = at_the_cv()
    if answer == "too many":
        monkeypatch.setattr(views, "UPLOADS_A_DRAFT", 0)
    else:
        body = "<title>Bad gateway</title><h1>Bad gateway</h1>" if answer == "broken" else ""
        page.route(
            "**/cv/",
            lambda route: (
                route.fulfill(status=502, content_type="text/html", body=body)
                if route.request.method == "POST"
                else route.continue_()
            ),
        )
    choose(page, CV)
    press(page)

    said = {
        "too many": str(views.TOO_MANY_FILES),
        "broken": "Bad gateway",
        "empty": "The connection broke off",
    }
    expect(page.locator("body")).to_contain_text(said[answer])
    assert page.url.endswith("/cv/")
