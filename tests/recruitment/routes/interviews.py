"""The desk of interviews."""

from typing import Any

from tests.interviews.plans import at
from tests.recruitment.matrix import (
    MEMBER,
    STAFF_REFUSED,
    Route,
    around_the_application,
    around_the_posting,
    staff,
)
from tests.world import World


def interview(world: World) -> dict[str, Any]:
    return {"pk": world.interview_a.pk}


def an_interview(world: World) -> dict[str, Any]:
    day = at(20, 0).date().isoformat()
    panel = [world.staff[MEMBER].pk]
    return {"day": day, "at": "10:00", "minutes": 45, "panel": panel, "place": "Harbour Road 1"}


ROUTES = [
    Route("interviews:list", "staff", staff(200), STAFF_REFUSED),
    Route("interviews:detail", "staff", around_the_application(200), STAFF_REFUSED, kwargs=interview),
    Route(
        "interviews:change",
        "staff",
        around_the_posting(200, reader=403),
        around_the_posting(302, reader=403),
        kwargs=interview,
        data=lambda world: {**an_interview(world), "version": 0},
    ),
    Route(
        "interviews:cancellation",
        "staff",
        around_the_posting(200, reader=403),
        around_the_posting(302, reader=403),
        kwargs=interview,
    ),
    Route(
        "interviews:new",
        "staff",
        around_the_posting(200, reader=403),
        around_the_posting(302, reader=403),
        kwargs=lambda world: {"code": world.application_a.code},
        data=lambda world: an_interview(world),
    ),
    Route(
        "interviews:day_of_new",
        "staff",
        around_the_posting(200, reader=403),
        STAFF_REFUSED,
        kwargs=lambda world: {"code": world.application_a.code},
    ),
    Route(
        "interviews:day_of_change",
        "staff",
        around_the_posting(200, reader=403),
        STAFF_REFUSED,
        kwargs=interview,
    ),
]
