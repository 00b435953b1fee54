"""After a verb the keyboard goes on where the change is, not at the top of the page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from applications.models import Application
from tests.browser import share_cookies
from tests.decisions import reject
from tests.factories import ApplicationFactory, ReasonFactory

pytestmark = [pytest.mark.browser]


@pytest.fixture
def signed_in(open_page: Callable[..., Page], live_server: Any, client: Client, admin: User) -> Page:
    client.force_login(admin)
    page = open_page()
    share_cookies(client, page, live_server.url)
    return page


def test_on_the_row_of_the_person_who_was_changed(signed_in: Page, live_server: Any, recruiter: User) -> None:
    signed_in.goto(f"{live_server.url}/desk/settings/people/{recruiter.pk}/")
    signed_in.get_by_label("Name").fill("Rikke Recruiter-Holm")

    signed_in.get_by_role("button", name="Save").click()

    expect(signed_in.get_by_role("link", name="Rikke Recruiter-Holm")).to_be_focused()


def test_on_the_state_after_a_decision_is_undone(signed_in: Page, live_server: Any, admin: User) -> None:
    application = ApplicationFactory()
    reject(application, reason=ReasonFactory(), by=admin, version=1)
    signed_in.goto(f"{live_server.url}/desk/applications/{Application.objects.get().code}/")

    signed_in.locator("#decision").get_by_role("button", name="Undo").click()

    expect(signed_in.locator("#where")).to_be_focused()
    expect(signed_in.locator("#decision")).to_have_count(0)
