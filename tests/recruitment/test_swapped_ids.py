"""S24: an id that is there, but belongs to something else: a 404 that changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from screening import proposals
from tests.conftest import make_user
from tests.decisions import reject
from tests.factories import ReasonFactory
from tests.recruitment.asking import every_row
from tests.recruitment.matrix import ANONYMOUS, APPLICANT, MEMBER, OTHER, RECRUITER
from tests.recruitment.routes import ROUTES
from tests.world import World

pytestmark = pytest.mark.django_db
ROWS = {route.name: route for route in ROUTES}
Given = Callable[[World], dict[str, Any]]


def foreign_stage(world: World) -> int:
    return world.there.stages.get(kind="offer").pk


def foreign_proposal(world: World) -> int:
    return proposals.propose(world.application_b, reason=world.reason, by=world.staff[RECRUITER]).pk


def foreign_decision(world: World) -> int:
    return (
        reject(world.application_b, reason=world.reason, by=world.staff[RECRUITER], version=1)
        .decisions.get()
        .pk
    )


def closed_account(world: World) -> int:
    return make_user("interviewer", "Gone Interviewer", is_active=False).pk


def retired_reason(world: World) -> int:
    return ReasonFactory(is_used=False).pk


def nothing(world: World) -> dict[str, Any]:
    return {}


# route, who asks (and may do it with its own id), what is swapped in address and body, the answer
SWAPS: list[tuple[str, str, Given, Given, int]] = [
    ("screening:move", MEMBER, nothing, lambda world: {"to": foreign_stage(world)}, 404),
    ("screening:move", RECRUITER, nothing, lambda world: {"to": foreign_stage(world)}, 404),
    (
        "screening:decline_proposal",
        RECRUITER,
        lambda world: {"number": foreign_proposal(world)},
        nothing,
        404,
    ),
    ("interviews:new", MEMBER, nothing, lambda world: {"panel": [closed_account(world)]}, 400),
    ("interviews:change", MEMBER, nothing, lambda world: {"panel": [987_654_321]}, 400),
    (
        "postings:edit",
        RECRUITER,
        lambda world: {"page": "process"},
        lambda world: {"users": [closed_account(world)]},
        400,
    ),
    ("screening:decide", RECRUITER, nothing, lambda world: {"reason": retired_reason(world)}, 400),
    ("screening:undo", RECRUITER, lambda world: {"number": foreign_decision(world)}, nothing, 404),
    ("applications:apply_review", APPLICANT, nothing, lambda world: {"draft": world.draft_b.pk}, 302),
    ("desk:my_draft_opening", APPLICANT, lambda world: {"pk": world.draft_b.pk}, nothing, 404),
    ("desk:my_draft_deletion", APPLICANT, lambda world: {"pk": world.draft_b.pk}, nothing, 404),
    *(
        (f"desk:my_{verb}", APPLICANT, lambda world: {"code": world.application_b.code}, nothing, 404)
        for verb in ("withdrawal", "replacement", "keeping")
    ),
    (
        "applications:apply_open",
        APPLICANT,
        lambda world: {"slug": world.there.slug},
        nothing,
        410,
    ),
]


@pytest.mark.parametrize(
    "name, role, kwargs, data, status", SWAPS, ids=[f"{swap[0]}-{swap[1]}" for swap in SWAPS]
)
def test_an_id_of_something_else(
    name: str, role: str, kwargs: Given, data: Given, status: int, world: World
) -> None:
    route = ROWS[name]
    with transaction.atomic():
        path = reverse(name, kwargs={**route.kwargs(world), **kwargs(world)})
        body = {**route.data(world), **data(world)}
        before = every_row()

        answer = world.client(role).post(path, body, headers=route.headers(world))

        assert answer.status_code == status
        assert every_row() == before
        transaction.set_rollback(True)


def test_a_file_is_never_put_on_behalf_of_somebody_else(world: World) -> None:
    """V13: whatever ids the body names, an upload goes to the draft of the browser that sent it."""
    route, there = ROWS["applications:apply_cv"], world.draft_a
    before = type(there).objects.values().get(pk=there.pk)
    named = {"draft": there.pk, "application": world.application_a.pk, "code": world.application_a.code}

    with transaction.atomic():
        for role in (OTHER, MEMBER, ANONYMOUS):
            client = world.client(role)
            answer = client.post(
                reverse(route.name, kwargs=route.kwargs(world)), {**route.data(world), **named}
            )
            assert answer.status_code == 302
            assert type(there).objects.values().get(pk=there.pk) == before, role
        assert (
            type(world.application_a).objects.get(pk=world.application_a.pk).cv_id
            == world.application_a.cv_id
        )
        transaction.set_rollback(True)


def test_with_its_own_id_each_of_them_is_done() -> None:
    """The control, shown by the table of routes."""
    assert {ROWS[name].post[role] for name, role, *_ in SWAPS} == {302}
