"""The public site, and the desk of postings."""

from typing import Any

from postings.models import Reason
from tests.recruitment.matrix import (
    ADMINISTRATOR,
    RECRUITER,
    REFUSED,
    STAFF_REFUSED,
    Route,
    around_the_posting,
    everyone,
    only,
    staff,
)
from tests.world import World


def posting(world: World) -> dict[str, Any]:
    return {"slug": world.here.slug}


def versioned(world: World) -> dict[str, Any]:
    return {"version": type(world.here).objects.get(pk=world.here.pk).version}


def a_reason() -> Reason:
    return Reason.objects.get(text="The position is filled or withdrawn")


POSITION = {
    "title": "Here",
    "place": "Kalundborg",
    "country": "DK",
    "employment": "full_time",
    "language": "en",
    "openings": 1,
    "adjustments_contact": "access@example.com",
    "pay_currency": "DKK",
    "pay_period": "month",
}

ROUTES = [
    Route("postings:front", "public", everyone(302), REFUSED),
    Route("postings:list", "public", everyone(200), REFUSED),
    Route("postings:posting", "public", everyone(200), REFUSED, kwargs=posting),
    Route("postings:index", "staff", staff(200), STAFF_REFUSED),
    Route(
        "postings:new",
        "staff",
        only(RECRUITER, ADMINISTRATOR),
        only(RECRUITER, ADMINISTRATOR, status=302),
        data=lambda world: {"title": "A new one"},
    ),
    Route("postings:overview", "staff", around_the_posting(200), STAFF_REFUSED, kwargs=posting),
    Route("postings:preview", "staff", around_the_posting(200), STAFF_REFUSED, kwargs=posting),
    *(
        Route(f"postings:{verb}", "staff", STAFF_REFUSED, around_the_posting(302, member=403), kwargs=posting)
        for verb in ("publication", "closing", "reopening")
    ),
    Route(  # people here wait for an answer, so it is refused, and says so
        "postings:archiving",
        "staff",
        STAFF_REFUSED,
        around_the_posting(409, member=403),
        kwargs=posting,
    ),
    Route(
        "postings:copies",
        "staff",
        around_the_posting(200, member=403),
        around_the_posting(302, member=403),
        kwargs=posting,
        data=lambda world: {"title": "A copy", "deadline": "2100-01-01"},
    ),
    Route(
        "postings:edit",
        "staff",
        around_the_posting(200, member=403),
        around_the_posting(302, member=403),
        kwargs=lambda world: {**posting(world), "page": "position"},
        data=lambda world: {**versioned(world), **POSITION},
    ),
    Route(
        "postings:live_preview",
        "staff",
        STAFF_REFUSED,
        around_the_posting(200, member=403),
        kwargs=lambda world: {**posting(world), "page": "position"},
        data=lambda world: {**versioned(world), **POSITION},
    ),
    Route(
        "postings:reasons",
        "staff",
        only(ADMINISTRATOR),
        only(ADMINISTRATOR, status=302),
        data=lambda world: {"text": "Another reason"},
    ),
    Route(
        "postings:reason",
        "staff",
        only(ADMINISTRATOR),
        only(ADMINISTRATOR, status=302),
        kwargs=lambda world: {"pk": a_reason().pk},
        data=lambda world: {
            "text": "The position is no more",
            "is_used": "on",
            "version": a_reason().version,
        },
    ),
    Route("postings:robots", "public", everyone(200), REFUSED),
    Route("postings:sitemap", "public", everyone(200), REFUSED),
]
