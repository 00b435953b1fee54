"""Applying for a position of the sample in a browser, and signing in to see one's applications."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from mail.models import OutgoingMail
from tests.applications.applying.applying import CVS

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
