"""After a verb the address ends with what changed, so that focus goes on there (`static/js/focus.js`)."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from applications.models import Application
from applications.transitions import moving
from tests.recruitment.asking import who_may
from tests.recruitment.matrix import APPLICANT, RECRUITER, Route, nothing
from tests.recruitment.routes import ROUTES
from tests.recruitment.routes.mail import as_it_came
from tests.world import World

pytestmark = pytest.mark.django_db

NEXT_STEP = "It leads to the next step of applying, whose heading is where they are."
OWN_PAGE = "It leads to the page of what was made or done, whose heading says so."
A_POSTING = "It leads to a page of the posting, whose head says how it stands and what is missing."
IN_AND_OUT = "Whoever comes in or leaves has changed nothing; they begin at the top of a page."
A_LIST = "It leads to the list of applications, whose heading says what is in it."
ANOTHER_PAGE = {
    "account_login": IN_AND_OUT,
    "account_logout": IN_AND_OUT,
    "account_change_password": IN_AND_OUT,
    "account_reauthenticate": IN_AND_OUT,
    "account_stop_address": IN_AND_OUT,
    "account_passkey": IN_AND_OUT,
    "account_second_step_passkey": IN_AND_OUT,
    "account_end_session": IN_AND_OUT,  # the table's ends the one that asks
    "mfa_authenticate": IN_AND_OUT,
    "mfa_reauthenticate": IN_AND_OUT,
    "mfa_reauthenticate_webauthn": IN_AND_OUT,
    "account_codes": "Nobody in the table has a factor, so it leads where one is added.",
    "account_reset_password": IN_AND_OUT,
    "account_reset_password_from_key": IN_AND_OUT,
    "desk:my": "It answers with a page at once, whose heading is the news.",
    "desk:my_sign_in": IN_AND_OUT,
    "desk:my_sign_out": IN_AND_OUT,
    "desk:my_draft_opening": NEXT_STEP,
    "applications:apply": NEXT_STEP,
    "applications:apply_background": NEXT_STEP,
    "applications:apply_cv": NEXT_STEP,
    "applications:apply_review": NEXT_STEP,
    "applications:apply_open": NEXT_STEP,
    "applications:apply_leave": OWN_PAGE,
    "applications:apply_forget": OWN_PAGE,
    **{f"postings:{name}": A_POSTING for name in ("new", "copies", "edit")},
    "screening:save_view": A_LIST,
    "screening:remove_view": A_LIST,
    "postings:archiving": "The table's posting is open, so it is refused; done, it leads where closing does.",
    "postings:live_preview": "It answers with a picture of what was typed, and changes nothing.",
}
NOT_ALLOWED = {403, 404, 405}  # by method or by right; signing in first answers 302 everywhere
LEADS_ON = [route for route in ROUTES if who_may(route) and set(route.post.values()) - NOT_ALLOWED]


class Ids(HTMLParser):
    """The ids of a page's work: what stands in <main>, where a script looks for the target."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "main"
        if self.inside:
            self.found |= {value for name, value in attrs if name == "id" and value}

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "main"


def moved(world: World) -> None:
    application = Application.objects.get(pk=world.application_a.pk)
    to = world.here.stages.get(kind="screening")
    moving.move(application, to=to, by=world.staff[RECRUITER], version=application.version)


def saved(world: World) -> dict[str, Any]:
    return {"subject": "Hello", "body": "Go on: {link}", **as_it_came()}


# Where the table of routes shows a refusal or a preview, what it takes to succeed.
BEFORE = {"screening:undo_move": moved}
KWARGS = {"screening:undo_move": {"version": 2}}
DATA = {"mail:letter": saved}


def done(world: World, route: Route) -> tuple[str, set[str]]:
    """What the address ends with after a success, and the ids of the page there; then all is undone."""
    cache.clear()
    client = world.client(APPLICANT if route.mark == "applicant" else str(who_may(route)))
    path = reverse(route.name, kwargs={**route.kwargs(world), **KWARGS.get(route.name, {})})
    with transaction.atomic():
        BEFORE.get(route.name, nothing)(world)
        answer = client.post(path, DATA.get(route.name, route.data)(world))
        assert answer.status_code == 302, answer.text[:2000]
        to = urlsplit(answer["Location"])
        page = client.get(f"{to.path}?{to.query}")
        transaction.set_rollback(True)
    assert page.status_code == 200
    return to.fragment, Ids(page.text).found


@pytest.mark.parametrize(
    "route", [route for route in LEADS_ON if route.name not in ANOTHER_PAGE], ids=lambda route: route.name
)
def test_work_goes_on_at_what_changed(route: Route, world: World) -> None:
    fragment, ids = done(world, route)

    assert fragment, "the address says nothing of what changed"
    assert fragment in ids


def test_the_exceptions_are_routes_that_lead_on() -> None:
    assert set(ANOTHER_PAGE) <= {route.name for route in LEADS_ON}
