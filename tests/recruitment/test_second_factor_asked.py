"""S1: where staff need a second factor, a session with the password alone gets the page that adds one.

As a table over every route of staff, by GET, by POST, and by POST with a token that is refused.
"""

from typing import Any

import pytest
from django.test import Client, override_settings

from accounts.models import User
from tests.accounts.second_factors import SECOND_STEP, code, sign_in_with_app, with_app
from tests.accounts.signing_in import sign_in
from tests.recruitment.asking import address, ask
from tests.recruitment.matrix import ADMINISTRATOR, STAFF, Route, admin_addresses, resolved
from tests.recruitment.routes import ROUTES
from tests.world import World

pytestmark = pytest.mark.django_db
FACTORS = "/accounts/factor/"
OPEN = {  # by which a person without a factor gets one; each shows what is their own alone
    "account_factors", "account_add_app", "account_add_passkey",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
}  # fmt: skip
CLOSED = [route for route in ROUTES if route.mark == "staff" and route.name not in OPEN]


@pytest.fixture(autouse=True)
def _is_asked_for(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.name)
def test_a_session_with_a_password_alone_sees_no_page(route: Route, world: World) -> None:
    for role in (ADMINISTRATOR, "reader", "member"):
        for method in ("GET", "HEAD", "POST", "PUT"):
            answer = ask(world, route, role, method)
            assert (answer.status_code, answer.headers.get("Location")) == (302, FACTORS), (role, method)
            assert answer.content == b""


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.name)
def test_nor_by_a_token_that_is_refused(route: Route, world: World) -> None:
    """The page that gives back what was typed comes before the middleware that asks for the factor."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.client(ADMINISTRATOR).cookies
    typed = route.data(world)
    path = address(world, route)

    answer = client.post(path, typed)

    assert answer.status_code == 403
    assert not answer.context or not {"person", "posting", "application", "form"} & set(keys(answer))


def keys(answer: Any) -> set[str]:
    return {key for part in answer.context or [] for layer in part.dicts for key in layer}


def test_what_stays_open_is_what_the_views_say() -> None:
    unmarked = {name for name, _, view in resolved() if not getattr(view, "needs_factor", True)}

    assert unmarked == OPEN


def test_the_administration_of_the_database_asks_too(world: World) -> None:
    client = world.client(ADMINISTRATOR)

    answers = {client.get(path).headers.get("Location") for path in admin_addresses()}

    assert answers == {FACTORS}


@pytest.mark.parametrize("role", STAFF)
def test_a_session_with_a_factor_sees_its_pages(role: str, world: World) -> None:
    client = Client()
    sign_in_with_app(client, with_app(world.staff[role]))

    assert client.get("/desk/").status_code == 200
    assert client.get("/admin/").status_code == (200 if role == ADMINISTRATOR else 403)


def test_a_session_from_before_the_setting_is_asked(client: Client, recruiter: User) -> None:
    with override_settings(REQUIRE_SECOND_FACTOR=False):
        sign_in(client, recruiter.email)
        assert client.get("/desk/").status_code == 200

    assert client.get("/desk/").headers["Location"] == FACTORS


@override_settings(REQUIRE_SECOND_FACTOR=False, ADMIN_NEEDS_FACTOR=True)
def test_in_production_the_administration_asks_in_any_case(client: Client, admin: User) -> None:
    """S31: though the organisation asks its staff for none."""
    sign_in(client, admin.email)

    assert client.get("/desk/").status_code == 200
    assert {client.get(path).headers.get("Location") for path in admin_addresses()} == {FACTORS}
    client.post("/accounts/logout/")
    sign_in_with_app(client, with_app(admin))
    assert client.get("/admin/").status_code == 200


def test_no_address_skips_the_second_step(world: World) -> None:
    """V18: with the password alone nobody is in, whatever page they ask for; then the step goes on."""
    person = with_app(world.staff[ADMINISTRATOR])
    half = Client()
    sign_in(half, person.email)
    for route in (route for route in ROUTES if route.mark == "staff"):
        path, typed = address(world, route), route.data(world)
        for answer in (half.get(path), half.post(path, typed)):
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/accounts/login/?next="), route.name
            else:
                assert answer.status_code == 403, route.name  # what was typed, and nothing else
                assert not {"person", "posting", "application", "form"} & set(keys(answer)), route.name

    assert "_auth_user_id" not in half.session
    assert half.post(SECOND_STEP, {"code": code()}).status_code == 302
    assert half.get("/desk/").status_code == 200
