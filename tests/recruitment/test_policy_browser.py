"""S14 in a browser: what slips past the escaping does not run, and no page of ours trips over the policy."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser import new_page
from tests.conftest import PASSWORD, make_user
from tests.factories import PostingFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INJECTED = "<script>window.ran = 'script'</script><img src=x onerror=\"window.ran = 'attribute'\">"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = new_page(chromium)
    yield page
    page.context.close()


def inject(page: Page, *, with_policy: bool) -> None:
    """The page arrives as it is sent, with a stranger's markup in it."""

    def spoil(route: Route) -> None:
        response = route.fetch()
        headers = {k: v for k, v in response.headers.items() if with_policy or k != "content-security-policy"}
        body = response.text().replace("</main>", f"{INJECTED}</main>")
        route.fulfill(status=response.status, headers=headers, body=body)

    page.route("**/accounts/login/", spoil)


def test_an_injected_script_does_not_run(page: Page, live_server: Any) -> None:
    inject(page, with_policy=True)
    page.goto(f"{live_server.url}/accounts/login/", wait_until="load")
    page.wait_for_timeout(300)

    assert page.evaluate("window.ran") is None


def test_without_the_policy_it_would(page: Page, live_server: Any) -> None:
    """The twin: the same page without its header runs what was injected."""
    inject(page, with_policy=False)
    page.goto(f"{live_server.url}/accounts/login/", wait_until="load")
    page.wait_for_function("window.ran")


def test_no_page_of_staff_trips_over_the_policy(page: Page, live_server: Any) -> None:
    """Django's admin included: the browser reports no violation and no failed file."""
    user = make_user("administrator", "Ada Admin", is_staff=True, is_superuser=True)
    posting = PostingFactory()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{live_server.url}/accounts/login/?next=/desk/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")
    for address in (
        "/jobs/", f"/jobs/{posting.slug}/", "/desk/settings/", "/desk/settings/people/",
        "/desk/settings/people/new/",
        "/desk/settings/organisation/", "/accounts/password/change/", "/admin/", "/admin/accounts/user/",
        "/admin/accounts/user/add/", f"/admin/accounts/user/{user.pk}/change/", "/admin/audit/entry/",
    ):  # fmt: skip
        answer = page.goto(f"{live_server.url}{address}")
        assert answer is not None
        assert answer.status == 200, address

    assert complaints == []


def test_going_back_after_signing_out_shows_nothing(page: Page, live_server: Any) -> None:
    """S18: the browser asks for the page again, and is led to the sign-in page."""
    user = make_user("administrator", "Ada Admin")
    page.goto(f"{live_server.url}/accounts/login/?next=/desk/settings/people/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/settings/people/")
    assert user.email in page.content()
    page.evaluate("document.querySelector('form[action=\"/accounts/logout/\"]').submit()")
    page.wait_for_url("**/accounts/login/")

    page.go_back()

    page.wait_for_url("**/accounts/login/**")
    assert user.email not in page.content()
