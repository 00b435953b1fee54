"""What waits in the session until it is said who it is: what was typed, and nothing by which one gets in."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import User
from audit.log import source_of
from audit.models import Entry
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
HERE, THERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture
def browser(admin: User) -> Client:
    """Whoever uses it has signed in and had a form open."""
    client = Client()
    client.force_login(admin)
    client.get("/desk/settings/people/new/")
    return client


def send_late(browser: Client, path: str, sent: dict[str, Any], **headers: str) -> Any:
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        return browser.post(path, {**sent, "csrfmiddlewaretoken": token}, REMOTE_ADDR=HERE, headers=headers)


def answer(browser: Client, path: str, **options: Any) -> Any:
    return browser.post("/accounts/confirm/", {"password": PASSWORD, "next": path}, **options)


def changed(person: User, **sent: str) -> dict[str, Any]:
    was = {"name": person.name, "email": person.email, "role": person.role, "version": person.version}
    return {**was, **sent}


def test_only_what_was_typed_waits(browser: Client, recruiter: User) -> None:
    """S12"""
    path = f"/desk/settings/people/{recruiter.pk}/"
    secrets = [
        browser.cookies[name].value for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    ]

    send_late(browser, path, changed(recruiter, name="Rita Renamed"), authorization="Bearer of-a-letter")

    waiting = json.loads(browser.session[STATE_SESSION_KEY]["request"])
    assert (waiting["method"], waiting["path"], waiting["META"]) == ("POST", path, {})
    assert "name=Rita+Renamed" in waiting["POST"]
    said = str(waiting)
    assert [word for word in [*secrets, "of-a-letter", HERE, "csrfmiddlewaretoken"] if word in said] == []


def test_it_is_done_with_the_headers_of_the_answer(browser: Client, recruiter: User) -> None:
    """What is on record of it names the network that the answer came from."""
    path = f"/desk/settings/people/{recruiter.pk}/"
    send_late(browser, path, changed(recruiter, role="interviewer"))

    done = answer(browser, path, REMOTE_ADDR=THERE)

    assert done.headers["Location"].startswith("/desk/settings/people/")
    recruiter.refresh_from_db()
    assert recruiter.role == "interviewer"
    [entry] = Entry.objects.filter(object_id=str(recruiter.pk), data__has_key="source")
    assert entry.data["source"] == source_of(RequestFactory().get("/", REMOTE_ADDR=THERE))


def test_a_form_that_comes_back_can_be_sent(admin: User, recruiter: User) -> None:
    """Its token fits the cookie, which is the one of the other pages that are open."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin)
    path = f"/desk/settings/people/{recruiter.pk}/"
    browser.get(path)
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    send_late(browser, path, changed(recruiter, email="no address"))

    page = browser.post(
        "/accounts/confirm/", {"password": PASSWORD, "next": path, "csrfmiddlewaretoken": token}
    )

    assert page.status_code == 400
    assert browser.cookies[settings.CSRF_COOKIE_NAME].value == token
    sent = {**changed(recruiter, name="Rita Renamed"), "csrfmiddlewaretoken": page.context["csrf_token"]}
    assert browser.post(path, sent).status_code == 302
