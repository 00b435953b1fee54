"""S61: every route, crawled as every role: no answer of any status holds a secret in body or header."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from core.access import public
from recruitment.urls import handler400, handler404, handler429, handler500
from recruitment.urls import urlpatterns as of_the_system
from tests.conftest import make_user
from tests.recruitment.asking import address, ask
from tests.recruitment.matrix import (
    ADMINISTRATOR,
    ANONYMOUS,
    APPLICANT,
    RECRUITER,
    ROLES,
    STAFF,
    admin_addresses,
)
from tests.recruitment.planted import (
    ENVIRONMENT,
    SCANNER,
    SETTINGS,
    TRACES,
    Secret,
    found_in,
    plant,
    secret_mails,
    secrets_of,
    totp,
)
from tests.recruitment.routes import ROUTES
from tests.world import World

__all__ = ["handler400", "handler404", "handler429", "handler500"]
pytestmark = pytest.mark.django_db
PLAIN = "administrator, no superuser"
SHOWN: dict[str, str] = {}  # what the page of the twin shows


@public
def broken(request: HttpRequest) -> HttpResponse:
    planted = SETTINGS["OIDC_SECRET"]
    raise RuntimeError(f"{TRACES[-1]} {planted}")


@public
def without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError(f"{TRACES[-1]} password={SETTINGS['OIDC_SECRET']}")


@public
def shows_one(request: HttpRequest) -> HttpResponse:
    where, value = request.GET["where"], SHOWN["value"]
    response = HttpResponse(f"<p>{value}</p>" if where == "body" else "nothing")
    if where == "header":
        response["X-Trace"] = value
    if where == "cookie":
        response.set_cookie("mine", value)
    return response


urlpatterns = [
    *of_the_system,
    path("broken/", broken),
    path("without-database/", without_database),
    path("shows-one/", shows_one),
]


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, list[Secret]]]:
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(**SETTINGS, ROOT_URLCONF=__name__),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        world = plant(World())
        yield world, secrets_of(world)
        transaction.set_rollback(True)


def plain_administrator(world: World) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_user("administrator", "Plain Administrator"))
    return client


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("role", [*ROLES, PLAIN])
def test_no_answer_of_a_route_holds_a_secret(
    planted: tuple[World, list[Secret]], role: str, method: str
) -> None:
    world, secrets = planted
    client = plain_administrator(world) if role == PLAIN else world.client(role)
    shown = {}
    for route in ROUTES:
        if route.name == "account_logout" and method == "POST":
            continue
        response = ask(world, route, role, method, client=client)
        found = found_in(response, secrets, path=address(world, route), role=role, route=route.name)
        if found:
            shown[route.name] = found

    assert shown == {}


def asked(
    client: Client, addresses: list[str], secrets: list[Secret], role: str = ""
) -> tuple[set[int], dict[str, list[str]]]:
    """The statuses of the answers, and what was found in which."""
    statuses, shown = set(), {}
    for where in addresses:
        response = client.get(where)
        statuses.add(response.status_code)
        if found := found_in(response, secrets, path=where, role=role):
            shown[where] = found
    return statuses, shown


def test_no_page_of_the_admin_holds_a_secret(planted: tuple[World, list[Secret]]) -> None:
    """Each model's list, and the page, history and deletion of each of its rows."""
    world, secrets = planted
    addresses = admin_addresses()
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        addresses.append(reverse(f"{name}changelist"))
        for pk in model._default_manager.values_list("pk", flat=True)[:3]:
            addresses += [reverse(f"{name}{page}", args=[pk]) for page in ("change", "history", "delete")]

    statuses, shown = asked(world.client(ADMINISTRATOR), addresses, secrets)

    assert shown == {}
    assert 200 in statuses
    for role in STAFF:
        if role != ADMINISTRATOR:
            assert asked(world.client(role), addresses[::5], secrets)[1] == {}


def test_no_page_of_a_secret_mail_says_what_is_in_it(planted: tuple[World, list[Secret]]) -> None:
    world, secrets = planted
    pages = [reverse(f"mail:{page}", args=[pk]) for pk in secret_mails() for page in ("mail", "mail_html")]

    assert len(pages) == 4
    for role in STAFF:
        assert asked(world.client(role), [*pages, reverse("mail:outbox")], secrets)[1] == {}


def test_no_page_names_the_scanner(planted: tuple[World, list[Secret]]) -> None:
    """It is away here, so files wait for it, and pages say so."""
    world, secrets = planted
    with override_settings(CLAMD_URL=SCANNER):
        for role in (ANONYMOUS, APPLICANT, RECRUITER, ADMINISTRATOR):
            for route in ROUTES:
                if route.get[role] in {200, 503}:
                    response = ask(world, route, role, "GET")
                    where = {"path": address(world, route), "role": role, "route": route.name}
                    assert found_in(response, secrets, **where) == [], route.name


def test_no_error_holds_a_secret(planted: tuple[World, list[Secret]]) -> None:
    """Each status is seen, so that none is forgotten."""
    world, secrets = planted
    pages = ["/broken/", "/without-database/", "/no/such/page/", "/jobs/?page=\0"]
    seen = set()
    for role in ROLES:
        statuses, shown = asked(world.client(role), pages, secrets)
        seen |= statuses
        assert shown == {}
    for number in range(25):  # the last ones are too many
        form = {"email": f"nobody{number}@example.com"}
        seen |= _posted(world.client(ANONYMOUS), "/accounts/password/reset/", form, secrets)
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    seen |= _posted(strict, "/accounts/login/", {"login": "x", "password": "y"}, secrets)
    seen |= _posted(world.client(ANONYMOUS), "/healthz", {}, secrets)
    undo = next(route for route in ROUTES if route.name == "screening:undo_move")
    refused = ask(world, undo, ADMINISTRATOR, "POST")
    seen.add(refused.status_code)

    assert found_in(refused, secrets, path="") == []
    assert seen >= {302, 400, 403, 404, 405, 409, 429, 500, 503}


def _posted(client: Client, where: str, form: dict[str, str], secrets: list[Secret]) -> set[int]:
    response = client.post(where, form)
    assert found_in(response, secrets, path=where) == []
    return {response.status_code}


@pytest.mark.parametrize("where", ["body", "header", "cookie"])
def test_the_finder_finds_each_of_them(planted: tuple[World, list[Secret]], where: str) -> None:
    """The twin: a page that shows one is caught, wherever it stands."""
    world, secrets = planted
    missed = []
    for secret in secrets:
        SHOWN["value"] = secret.value
        response = world.client(ANONYMOUS).get(f"/shows-one/?where={where}")
        if secret.name not in found_in(response, secrets, path="/shows-one/"):
            missed.append(secret.name)

    assert missed == []


def test_ones_own_codes_are_shown_to_nobody_else(planted: tuple[World, list[Secret]]) -> None:
    """Only where one gets them; the exception is for the owner and for that page."""
    _world, secrets = planted
    code = next(secret for secret in secrets if secret.owner == "reader")
    page = HttpResponse(code.value)

    assert found_in(page, secrets, path="", role="reader", route="account_codes") == []
    assert found_in(page, secrets, path="", role="recruiter", route="account_codes") == [code.name]
    assert found_in(page, secrets, path="", role="reader", route="account_factors") == [code.name]
    assert found_in(HttpResponse(totp("reader")), secrets, path="", role="reader") == ["a secret of an app"]
