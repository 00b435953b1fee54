"""S21, V13, V26: every route, asked by every role with every method, answers as its row says."""

import re
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from functools import cache
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.recruitment.asking import WRITE, ask
from tests.recruitment.matrix import (
    ADMINISTRATOR,
    ANONYMOUS,
    APPLICANT,
    PARTNERS,
    READER,
    ROLES,
    Route,
    admin_addresses,
    resolved,
)
from tests.recruitment.routes import ROUTES
from tests.world import World

pytestmark = pytest.mark.django_db
ROWS = {route.name: route for route in ROUTES}
OURS = {name: view for name, _, view in resolved() if not name.startswith("admin:")}
each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)


def test_every_route_has_a_name() -> None:
    assert [
        path for name, path, _ in resolved() if not name.split(":")[-1] and not path.startswith("admin/")
    ] == []


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(OURS) == sorted(ROWS)
    assert len(ROUTES) == len(ROWS), "a route has two rows"


@each_route
def test_the_mark_is_the_one_in_the_row(route: Route) -> None:
    view = OURS[route.name]

    assert getattr(view, "access", "none") == route.mark
    assert getattr(view, "login_required", True) == (route.mark == "staff")


BARE = {"version", "to", "why"}  # buttons, and one input whose label is its name


@each_route
def test_a_form_for_staff_is_known_by_its_labels(route: Route, world: World) -> None:
    """Rule 8: what was typed into it can be given back in the words of the page (`core.typed`)."""
    if route.mark == "staff" and set(route.data(world)) - BARE:
        assert hasattr(OURS[route.name], "takes") or hasattr(OURS[route.name], "way_back")


@pytest.fixture(scope="module")
def read(world: World) -> Callable[[Route, str], tuple[Any, list[str]]]:
    """The answer to a GET and what it wrote; each route is read once by each role, for all tests."""

    @cache
    def read_once(route: Route, role: str) -> tuple[Any, list[str]]:
        with CaptureQueriesContext(connection) as queries:
            response = ask(world, route, role, "GET")
        return response, [query["sql"] for query in queries.captured_queries if WRITE.match(query["sql"])]

    return read_once


@each_route
def test_each_role_is_answered_as_the_row_says(route: Route, world: World, read: Any) -> None:
    gets = {role: read(route, role)[0].status_code for role in ROLES}
    posts = {role: ask(world, route, role, "POST").status_code for role in ROLES}

    assert gets == dict(route.get)
    assert posts == dict(route.post)


def test_no_page_lends_the_menu_a_number_of_its_own(read: Any) -> None:
    """What waits stands beside the outbox, whatever the page calls `count`."""
    pages = [read(route, ADMINISTRATOR)[0] for route in ROUTES if route.get[ADMINISTRATOR] == 200]
    texts = [page.text for page in pages if not page.streaming]
    menus = [menu for text in texts for menu in re.findall(r'<div class="desk-nav">.*?</nav>', text, re.S)]

    assert {name for menu in menus for name in re.findall(r'(\w+) <span class="count">', menu)} == {"Outbox"}


@each_route
def test_the_other_posting_is_answered_the_same_way(route: Route, world: World) -> None:
    """S21's second posting: whoever has the same place there gets the same answer, and nobody another."""
    other_side = world.mirrored()
    gets = {role: ask(other_side, route, role, "GET").status_code for role in PARTNERS}
    posts = {role: ask(other_side, route, role, "POST").status_code for role in PARTNERS}

    assert gets == {role: route.get[partner] for role, partner in PARTNERS.items()}
    assert posts == {role: route.post[partner] for role, partner in PARTNERS.items()}


@each_route
def test_other_methods_are_refused(route: Route, world: World) -> None:
    """Before the view runs and anybody's rights are looked at; so one of those in and out stands for all."""
    roles, methods = (APPLICANT, READER), ("PUT", "PATCH", "DELETE", "OPTIONS")
    answers = {
        (role, method): ask(world, route, role, method).status_code for role in roles for method in methods
    }
    heads = {role: ask(world, route, role, "HEAD").status_code for role in roles}

    assert answers == {
        (role, method): 302 if route.mark == "staff" and role == APPLICANT else 405
        for role in roles
        for method in methods
    }
    assert all(heads[role] in {route.get[role], 405} for role in roles), heads


def missing(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The same address with each id replaced by one that was never given out. What is one of a few known
    words, an `Enum`, stays."""

    def replaced(value: Any) -> Any:
        if isinstance(value, Enum):
            return value
        return 987_654_321 if isinstance(value, int) else re.sub("[a-zA-Z0-9]", "0", str(value))

    return {name: replaced(value) for name, value in kwargs.items()}


def absent(route: Route, world: World) -> Route:
    never_there = missing(route.kwargs(world))
    return replace(route, kwargs=lambda _: never_there)


def asked_with_queries(world: World, route: Route, role: str, method: str) -> tuple[Any, int]:
    kwargs, data = route.kwargs(world), route.data(world)  # building them may ask the database
    fixed = replace(route, kwargs=lambda _: kwargs, data=lambda _: data)
    with CaptureQueriesContext(connection) as queries:
        response = ask(world, fixed, role, method)
    return response, len(queries)


@each_route
def test_a_strangers_object_is_like_a_missing_one(route: Route, world: World) -> None:
    """S22: the same status, the same page, and the same work done for it."""
    nobodys = absent(route, world)
    for method, answers in (("GET", route.get), ("POST", route.post)):
        for role in ROLES:
            if route.kwargs(world) and answers[role] == 404:
                asked_with_queries(world, nobodys, role, method)  # once a minute the session is written
                found, its_work = asked_with_queries(world, route, role, method)
                missed, other_work = asked_with_queries(world, nobodys, role, method)
                assert (missed.status_code, missed.content) == (404, found.content), (role, method)
                assert its_work == other_work, (role, method)


@each_route
def test_reading_writes_nothing(route: Route, read: Any) -> None:
    """S13: a GET writes the audit log, the session, and the first-opened stamp at most."""
    allowed = ("audit_entry", "django_session", *route.writes)
    writes = [sql for role in ROLES for sql in read(route, role)[1]]

    assert [sql for sql in writes if not any(word in sql for word in allowed)] == []


@each_route
def test_what_each_answer_carries(route: Route, read: Any) -> None:
    """S9, S14, S18: the policy on every answer, cookies that no script reads, and nothing personal stored."""
    for role in ROLES:
        answer = read(route, role)[0]

        assert "frame-ancestors" in answer.headers["Content-Security-Policy"] or answer.streaming, role
        assert answer.headers["X-Content-Type-Options"] == "nosniff", role
        if route.mark != "public" and answer.status_code == 200:
            assert "no-store" in answer.headers["Cache-Control"], role
        for cookie in answer.cookies.values():
            assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), (role, cookie)


def test_the_admin_is_closed_to_all_but_superusers(world: World) -> None:
    """Django's admin has no rows of its own: no page of it opens for anybody else."""
    addresses = admin_addresses()
    clients = {role: world.client(role) for role in ROLES if role != ADMINISTRATOR}

    opened = {
        (role, address)
        for role, client in clients.items()
        for address in addresses
        if client.get(address).status_code not in {302, 403, 404, 405}
    }

    assert len(addresses) > 5
    assert opened == set()
    assert world.client(ADMINISTRATOR).get("/admin/").status_code == 200


def test_an_address_that_is_not_there_is_a_404_for_everybody(world: World) -> None:
    assert {world.client(role).get("/no/such/page/").status_code for role in ROLES} == {404}


def test_a_signed_out_visitor_is_led_to_the_sign_in_page_and_back(world: World) -> None:
    response = world.client(ANONYMOUS).get("/accounts/password/change/")

    assert response.headers["Location"] == "/accounts/login/?next=/accounts/password/change/"
