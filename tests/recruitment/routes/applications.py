"""The desk of applications."""

from typing import Any

from applications.outcomes import Outcome
from screening.writing import AsItGoes, Text
from tests.applications.applying import applying
from tests.recruitment.matrix import STAFF_REFUSED, Route, around_the_application, around_the_posting, staff
from tests.world import World


def application(world: World) -> dict[str, Any]:
    return {"code": world.application_a.code}


def view(world: World) -> dict[str, Any]:
    return {"number": world.view_a.pk}


def looks_like(world: World) -> dict[str, Any]:
    """Applicant A and Applicant B have nearly one name."""
    return {"code": world.application_a.code, "other": world.application_b.code}


def untold(world: World) -> dict[str, Any]:
    return {"code": world.untold_a.code}


def at_its_version(world: World) -> dict[str, Any]:
    return {"version": 2}


def a_letter(world: World) -> dict[str, Any]:
    """Read as it will go, and written."""
    words = {"subject": "A word", "body": "Come on Friday,\nplease."}
    seen = AsItGoes.of(world.application_a, **words).version
    return {**words, "token": "A" * 22, "seen": seen, "version": 1}


ADDED = {
    "name": "Added By Hand",
    "email": "added@example.com",
    "source": "referral",
    "referred_by": "Somebody",
}
RECRUITERS = {"member": 403, "reader": 403}  # recruiters and administrators; to outsiders it does not exist

ROUTES = [
    Route("screening:list", "staff", staff(200), STAFF_REFUSED),
    Route("screening:save_view", "staff", staff(200), staff(302), data=lambda world: {"name": "Mine"}),
    Route("screening:saved_view", "staff", around_the_posting(302), STAFF_REFUSED, kwargs=view),
    Route(
        "screening:remove_view",
        "staff",
        STAFF_REFUSED,
        around_the_posting(403, member=302),
        kwargs=view,
    ),
    Route(
        "screening:board",
        "staff",
        around_the_posting(200),
        STAFF_REFUSED,
        kwargs=lambda world: {"slug": world.here.slug},
    ),
    Route(
        "screening:add",
        "staff",
        around_the_posting(200),
        around_the_posting(302),
        kwargs=lambda world: {"slug": world.here.slug},
        data=lambda world: {**ADDED, "cv": applying.cv()},
    ),
    Route(
        "screening:move",
        "staff",
        STAFF_REFUSED,
        around_the_posting(302, reader=403),
        kwargs=application,
        data=lambda world: {"to": world.here.stages.get(kind="screening").pk, "version": 1},
    ),
    Route(  # the move that made the first version was none, so even an allowed person is refused
        "screening:undo_move",
        "staff",
        STAFF_REFUSED,
        around_the_posting(409, reader=403),
        kwargs=lambda world: {"code": world.application_a.code, "version": 1},
    ),
    Route(
        "screening:decide",
        "staff",
        around_the_posting(200, **RECRUITERS),
        around_the_posting(302, **RECRUITERS),
        kwargs=lambda world: {"code": world.application_a.code, "kind": Outcome.REJECTED},
        data=lambda world: {"reason": world.reason.pk, "version": 1},
    ),
    Route(
        "screening:undo",
        "staff",
        STAFF_REFUSED,
        around_the_posting(302, **RECRUITERS),
        kwargs=lambda world: {
            "code": world.rejected_a.code,
            "number": world.rejected_a.decisions.get().pk,
        },
    ),
    Route(
        "screening:write_letter_again",
        "staff",
        STAFF_REFUSED,
        around_the_posting(302, **RECRUITERS),
        kwargs=untold,
        data=at_its_version,
    ),
    Route(
        "screening:tell",
        "staff",
        around_the_posting(200, **RECRUITERS),
        around_the_posting(302, **RECRUITERS),
        kwargs=untold,
        data=lambda world: {"how": "by telephone", **at_its_version(world)},
    ),
    Route(
        "screening:propose",
        "staff",
        around_the_posting(200, reader=403),
        around_the_posting(302, reader=403),
        kwargs=application,
        data=lambda world: {"reason": world.reason.pk},
    ),
    Route(
        "screening:decline_proposal",
        "staff",
        STAFF_REFUSED,
        around_the_posting(302, **RECRUITERS),
        kwargs=lambda world: {"code": world.proposed_a.code, "number": world.proposal_a.pk},
    ),
    Route(
        "screening:note",
        "staff",
        around_the_application(200),
        around_the_application(302),
        kwargs=application,
        data=lambda world: {"body": "Reads well."},
    ),
    Route(
        "screening:tell_apart",
        "staff",
        STAFF_REFUSED,
        around_the_posting(302, **RECRUITERS),
        kwargs=looks_like,
    ),
    Route(
        "screening:take_back_apart",
        "staff",
        STAFF_REFUSED,
        around_the_posting(302, **RECRUITERS),
        kwargs=looks_like,
    ),
    Route(
        "screening:write",
        "staff",
        around_the_posting(302, **RECRUITERS),
        STAFF_REFUSED,
        kwargs=application,
    ),
    Route(
        "screening:write_text",
        "staff",
        around_the_posting(200, **RECRUITERS),
        around_the_posting(302, **RECRUITERS),
        kwargs=lambda world: {**application(world), "text": Text.FREE},
        data=a_letter,
    ),
    Route(
        "screening:cv",
        "staff",
        around_the_application(200),
        STAFF_REFUSED,
        kwargs=application,
        writes=("screening_opened",),
    ),
    Route(
        "screening:read_cv_again",
        "staff",
        STAFF_REFUSED,
        around_the_posting(302, reader=403),
        kwargs=application,
    ),
    Route(
        "screening:cv_page",
        "staff",
        around_the_application(200),
        STAFF_REFUSED,
        kwargs=lambda world: {**application(world), "number": 1},
        writes=("screening_opened",),
    ),
]
