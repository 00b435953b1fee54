"""Applying: the steps of a draft."""

from tests.applications.applying import applying
from tests.recruitment.matrix import REFUSED, Route, everyone, mine
from tests.world import World


def _apply(world: World, **more: str) -> dict[str, str]:
    return {"slug": world.here.slug, **more}


ROUTES = [
    Route(
        "applications:apply",
        "applicant",
        everyone(200),
        everyone(302),
        kwargs=_apply,
        data=lambda world: {"name": "Amina", "email": "amina@example.com"},
    ),
    Route(
        "applications:apply_background",
        "applicant",
        everyone(302, applicant=200),
        everyone(302),
        kwargs=_apply,
    ),
    Route(
        "applications:apply_cv",
        "applicant",
        everyone(302, applicant=200),
        everyone(302),
        kwargs=_apply,
        data=lambda world: {"cv": applying.cv()},
    ),
    Route("applications:apply_review", "applicant", everyone(302), everyone(302), kwargs=_apply),
    Route(
        "applications:apply_receipt",
        "applicant",
        mine(200),
        REFUSED,
        kwargs=lambda world: _apply(world, code=world.application_a.code),
    ),
    Route("applications:apply_leave", "applicant", REFUSED, everyone(302), kwargs=_apply),
    Route("applications:apply_left", "applicant", everyone(302, applicant=200), REFUSED, kwargs=_apply),
    Route("applications:apply_forget", "applicant", REFUSED, everyone(302), kwargs=_apply),
    Route(
        "applications:apply_open",
        "applicant",
        everyone(200),
        everyone(302),
        kwargs=lambda world: _apply(world, token=world.draft_token),
    ),
]
