"""After the receipt, for both positions of the sample: it prints on one page, and its ways back work."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from applications.models import Application
from recruitment import sample
from tests.recruitment.by_hand import ADDRESS, press, receipt_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
