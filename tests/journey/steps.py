"""What people do in the browser, in the words of the pages."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

CVS = Path(__file__).resolve().parents[1] / "data" / "cvs"


def continue_(page: Page) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name="Continue").click()


def fill_details(page: Page, url: str, slug: str, *, name: str, email: str) -> None:
    page.goto(f"{url}/jobs/{slug}/")
    page.get_by_role("link", name=re.compile("^Apply")).first.click()
    page.locator("[autocomplete=name]").fill(name)
    page.locator("[autocomplete=email]").fill(email)
    page.locator("[autocomplete=tel]").fill("+45 12 34 56 78")
    continue_(page)


def answer_questions(page: Page) -> None:
    """Whatever the posting asks: each required field gets a sensible answer."""
    form = page.locator("main form").first
    for box in form.locator("textarea:visible, input[type=text]:visible").all():
        box.fill("9" if box.get_attribute("inputmode") else "Two sites, around the clock, for nine years.")
    for group in form.locator("fieldset:has(input[type=radio])").all():
        group.locator("input[type=radio]").first.check()
    for select in form.locator("select:visible").all():
        select.select_option(index=1)
    continue_(page)


def upload(page: Page, cv: str) -> None:
    page.locator("input[type=file]").set_input_files(CVS / cv)
    continue_(page)


def apply(page: Page, url: str, slug: str, *, name: str, email: str, cv: str) -> str:
    """The four steps; answers the reference on the receipt."""
    fill_details(page, url, slug, name=name, email=email)
    answer_questions(page)
    upload(page, cv)
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your application")
    return page.locator(".reference").inner_text()


def open_draft(page: Page, mail: str) -> None:
    """By the link in a mail, on a device that has not seen the draft."""
    link = re.search(r"https?://\S+/apply/open/\S+", mail)
    assert link
    page.goto(link.group())
    page.get_by_role("button", name="Open my draft").click()


def sign_in(page: Page, url: str, email: str, password: str) -> None:
    page.goto(f"{url}/desk/")
    page.locator("[autocomplete~=email], [autocomplete~=username]").first.fill(email)
    page.locator("[type=password]").fill(password)
    page.get_by_role("button", name=re.compile("Sign in")).click()
    page.wait_for_url(f"{url}/desk/")


def open_application(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/desk/applications/")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def move_to(page: Page, stage: str) -> None:
    page.get_by_label("Move to").select_option(label=stage)
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator(".application-head .state")).to_have_text(re.compile(stage))


def write_note(page: Page, text: str) -> None:
    page.locator("form[action*='/notes/'] textarea").fill(text)
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("section[aria-labelledby=notes]")).to_contain_text(text)


def decide(page: Page, verb: str) -> None:
    if not page.get_by_role("link", name=verb).is_visible():
        page.locator("summary", has_text="More…").click()
    page.get_by_role("link", name=verb).click()


def hire(page: Page) -> None:
    decide(page, "Hire…")
    page.get_by_role("button", name="Hire and hold the letter").click()
    expect(page.locator(".messages")).to_contain_text("is hired.")


def reject(page: Page) -> None:
    decide(page, "Reject…")
    page.locator("select[name=reason]").select_option(index=1)
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("is rejected.")


def set_interview(page: Page, *, day: str, at: str, panel: list[str]) -> None:
    page.get_by_role("link", name="Set an interview").click()
    fill_interview(page, day=day, at=at)
    for name in panel:
        page.get_by_label(re.compile(name)).check()
    page.locator("[name=room]").fill("Room 2")
    page.get_by_role("button", name="Set the interview and invite").click()
    expect(page.locator("main")).to_contain_text("The interview is set")


def fill_interview(page: Page, *, day: str, at: str) -> None:
    page.locator("[name=day]").fill(day)
    page.locator("[name=at]").fill(at)


def move_interview(page: Page, *, day: str, at: str) -> None:
    page.get_by_role("link", name="Change…").click()
    fill_interview(page, day=day, at=at)
    page.get_by_role("button", name="Change it and tell everybody").click()
    expect(page.locator("main")).to_contain_text("The interview is changed")
