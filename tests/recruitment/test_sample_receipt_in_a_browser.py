"""After the receipt, for both positions of the sample: it prints on one page, and its ways back work."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdfium2 import PdfDocument

from applications.models import Application
from mail.models import OutgoingMail
from recruitment import sample
from tests.applications.applying.applying import CVS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG_NAME = "Maximiliane-Constanze " * 5
ADDRESS = "amina.with.a.very.long.address@subdomain.example.com"


def press(page: Page, name: str, role: Any = "button") -> None:
    with page.expect_navigation(wait_until="load"):
        page.locator("main").get_by_role(role, name=name).click()


def answer(question: Locator) -> None:
    if question.get_attribute("type") == "radio":
        question.check()
    elif question.evaluate("field => field.matches('select')"):
        question.select_option(index=1)
    else:
        question.fill("8" if question.get_attribute("inputmode") == "decimal" else "A few words.")


def receipt_of(page: Page, url: str, slug: str) -> None:
    page.goto(f"{url}/jobs/{slug}/apply/")
    page.locator("[autocomplete=name]").fill(LONG_NAME)
    page.locator("[autocomplete=email]").fill(ADDRESS)
    press(page, "Continue")
    for question in page.locator("main form :is(input:not([type=hidden]), textarea, select)").all():
        answer(question)
    press(page, "Continue")
    page.locator("input[type=file]").set_input_files(CVS / "s01_maja_testholm_rendercv_classic.pdf")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/review/")
    press(page, "Send the application")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your application")


def sign_in(page: Page, url: str) -> None:
    press(page, "Send me a link")
    mail = OutgoingMail.objects.filter(kind="sign_in_link").latest("pk")
    found = re.search(r"https?://[^/]+(/my/sign-in/\S+/)", mail.text)
    assert found
    page.goto(url + found.group(1))
    with page.expect_navigation(wait_until="load"):
        page.locator("main form button").click()


@pytest.mark.parametrize("slug", ["head-of-it-operations", "associate-manager-trainee-programme"])
def test_the_receipt_fits_on_one_page_and_leads_back(
    open_page: Callable[..., Page], live_server: Any, slug: str
) -> None:
    """A13: print, come back, withdraw; with a name of 120 characters."""
    sample.load(password="correct-horse-battery")
    page = open_page()
    receipt_of(page, live_server.url, slug)
    code = Application.objects.get().code

    for paper in ("A4", "Letter"):
        printed = PdfDocument(page.pdf(format=paper))
        assert len(printed) == 1, paper
        text = printed[0].get_textpage().get_text_range()
        assert code in text
        assert "What happens next" in text
        assert f"({live_server.url}/my/)" in text.replace("\r\n", "")
        assert "withdraw the application" in text

    receipt = page.url
    press(page, "your applications", role="link")
    sign_in(page, live_server.url)
    expect(page.locator("main")).to_contain_text(code)

    page.goto(receipt)
    press(page, "withdraw the application", role="link")
    press(page, "Withdraw")
    expect(page.locator("main")).to_contain_text("You have withdrawn your application")
    assert Application.objects.get().outcome == "withdrawn"


def test_whoever_wants_to_withdraw_signs_in_first(open_page: Callable[..., Page], live_server: Any) -> None:
    sample.load(password="correct-horse-battery")
    page = open_page()
    receipt_of(page, live_server.url, "head-of-it-operations")

    press(page, "withdraw the application", role="link")
    expect(page.locator("[autocomplete=email]")).to_have_value(ADDRESS)
    sign_in(page, live_server.url)
    press(page, "Head of IT Operations", role="link")
    press(page, "Withdraw", role="link")
    press(page, "Withdraw")
    expect(page.locator("main")).to_contain_text("You have withdrawn your application")
