"""What holds for every route that takes a POST: its token, its origin, and no field that nobody asked for."""

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.test import Client

from mail.models import OutgoingMail
from tests.recruitment.asking import address, ask, who_may
from tests.recruitment.matrix import ADMINISTRATOR, Route, resolved
from tests.recruitment.routes import ROUTES
from tests.source import FLOORS
from tests.world import World

pytestmark = pytest.mark.django_db
WRITERS = [route for route in ROUTES if who_may(route)]
# Done only with what an app or a device says, so the table has nobody who may.
OF_DEVICES = {"account_add_app", "account_add_passkey", "account_remove_passkey"}
OF_A_PROVIDER = {"openid_connect_login"}  # tests/accounts/test_sign_on.py asks it, and without a token
each_writer = pytest.mark.parametrize("route", WRITERS, ids=lambda route: route.name)
TOKEN = "a" * 32


def strict_client(world: World, route: Route) -> Client:
    """The browser of somebody who may do it, with the form token checked as in production."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = world.client(str(who_may(route))).cookies
    client.cookies["csrf"] = TOKEN
    return client


@each_writer
def test_without_the_token_nothing_is_done(route: Route, world: World) -> None:
    """V9: every POST without its token, and every one from another site, is a 403."""
    role, client = str(who_may(route)), strict_client(world, route)
    token = {"csrfmiddlewaretoken": TOKEN}
    foreign = {**route.headers(world), "Origin": "https://evil.example"}

    bare = ask(world, route, role, "POST", client=client)
    stolen = ask(
        world, route, role, "POST", client=client, data={**route.data(world), **token}, headers=foreign
    )
    control = ask(world, route, role, "POST", client=client, data={**route.data(world), **token})

    assert (bare.status_code, stolen.status_code) == (403, 403)
    assert control.status_code == route.post[role]


@pytest.mark.parametrize("name", sorted(OF_DEVICES))
def test_without_the_token_no_device_is_asked(name: str, world: World) -> None:
    """V9: the same where the table has nobody who may."""
    route = next(route for route in ROUTES if route.name == name)
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.client(ADMINISTRATOR).cookies
    client.cookies["csrf"] = TOKEN
    data = {**route.data(world), "csrfmiddlewaretoken": TOKEN}
    foreign = {"Origin": "https://evil.example"}

    bare = ask(world, route, ADMINISTRATOR, "POST", client=client)
    stolen = ask(world, route, ADMINISTRATOR, "POST", client=client, data=data, headers=foreign)
    control = ask(world, route, ADMINISTRATOR, "POST", client=client, data=data)

    assert (bare.status_code, stolen.status_code) == (403, 403)
    assert control.status_code == route.post[ADMINISTRATOR]


@each_writer
def test_a_claimed_host_is_refused_and_stands_in_no_mail(route: Route, world: World) -> None:
    """S11: `Host` and `X-Forwarded-Host` of others are a 400; another host of ours stands in no mail."""
    role = str(who_may(route))
    for claim in (
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Host": "a,b"},
    ):
        headers = {**route.headers(world), **claim}
        assert ask(world, route, role, "POST", headers=headers).status_code == 400, claim

    cache.clear()
    with transaction.atomic():
        ours = {**route.headers(world), "Host": "127.0.0.1:1", "X-Forwarded-Host": "localhost:1, 127.0.0.1"}
        answer = world.client(role).post(address(world, route), route.data(world), headers=ours)
        mails = [mail.text + mail.html for mail in OutgoingMail.objects.all()]
        transaction.set_rollback(True)
    assert answer.status_code == route.post[role]
    assert any(settings.BASE_URL in mail for mail in mails)
    assert not any("127.0.0.1" in mail or "localhost:1" in mail for mail in mails)


def test_every_route_that_takes_a_post_is_asked() -> None:
    """V9: none is left out above, and none is exempt, Django's own admin included."""
    takes_posts = {route.name for route in ROUTES if set(route.post.values()) - {302, 405}}
    exempt = [name for name, _, view in resolved() if getattr(view, "csrf_exempt", False)]

    assert takes_posts - {route.name for route in WRITERS} == OF_DEVICES | OF_A_PROVIDER
    assert exempt == []


PROTECTED = {
    "status", "state", "stage_id", "outcome", "reason_id", "score", "role", "is_staff", "is_superuser",
    "is_active", "candidate_id", "posting_id", "application_id", "user_id", "author_id", "by_id", "version",
    "created_at", "submitted_at", "published_at", "closed_at", "decided_at", "password",
}  # fmt: skip


def extra_fields(world: World) -> dict[str, Any]:
    offer, stranger = world.here.stages.get(kind="offer").pk, world.staff["stranger"].pk
    there, other = world.there.pk, world.application_b
    return {
        "status": "hired", "state": "archived", "outcome": "hired", "stage": offer, "stage_id": offer,
        "score": 5, "role": "administrator", "is_staff": "on", "is_superuser": "on", "is_active": "off",
        "team": stranger, "members": stranger, "user": stranger, "author": stranger, "by": stranger,
        "candidate": other.candidate.pk, "candidate_id": other.candidate.pk, "application": other.pk,
        "posting": there, "posting_id": there, "version": 99, "id": 1, "pk": 1, "password": "x",
        "created_at": "1999-01-01 00:00", "submitted_at": "1999-01-01 00:00",
    }  # fmt: skip


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in FLOORS and model._meta.managed]


def snapshot(known: dict[str, set[Any]]) -> Counter[tuple[Any, ...]]:
    """The protected columns of every row; ids that were not there before are "new", moments their year."""
    rows: Counter[tuple[Any, ...]] = Counter()
    for model in our_models():
        fields = [field for field in model._meta.concrete_fields if field.attname in PROTECTED]
        names = [field.attname for field in fields]
        for values in model._default_manager.values_list(*names) if names else ():
            plain = (_plain(field, value, known) for field, value in zip(fields, values, strict=True))
            rows[(model._meta.label, *plain)] += 1
    return rows


def _plain(field: Any, value: Any, known: dict[str, set[Any]]) -> Any:
    if field.is_relation and value is not None:
        return value if value in known[field.related_model._meta.label] else "new"
    if field.attname == "password":
        return bool(value)
    return getattr(value, "year", value)


def everything(world: World, route: Route, known: dict[str, set[Any]], *, data: dict[str, Any]) -> Any:
    """What stands in the protected columns after the request; then it is undone."""
    cache.clear()
    with transaction.atomic():
        client = world.client(str(who_may(route)))
        status = client.post(address(world, route), data, headers=route.headers(world)).status_code
        rows = snapshot(known)
        transaction.set_rollback(True)
    return status, rows


@each_writer
def test_what_was_not_asked_for_changes_nothing(route: Route, world: World) -> None:
    """S25: state, stage, outcome, score, rights, team, candidate, moments and ids in the body are ignored."""
    known = {
        model._meta.label: set(model._default_manager.values_list("pk", flat=True)) for model in our_models()
    }
    asked_for = route.data(world)
    extra = {
        name: value for name, value in extra_fields(world).items() if name not in {*asked_for, *route.takes}
    }

    plain = everything(world, route, known, data=asked_for)
    stuffed = everything(world, route, known, data={**asked_for, **extra})

    if stuffed[0] == 400:
        return
    assert stuffed[0] == plain[0]
    assert stuffed[1] - plain[1] == Counter()
    assert plain[1] - stuffed[1] == Counter()


def test_a_field_that_is_taken_is_seen(world: World) -> None:
    """The twin: a role in the body of a form that asks for it does change the row, and is noticed."""
    route = next(route for route in WRITERS if route.name == "settings:person")
    known = {
        model._meta.label: set(model._default_manager.values_list("pk", flat=True)) for model in our_models()
    }

    plain = everything(world, route, known, data=route.data(world))
    promoted = everything(world, route, known, data={**route.data(world), "role": "administrator"})

    assert promoted[1] != plain[1]
