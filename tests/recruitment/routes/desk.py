"""The desk's own pages."""

from tests.recruitment.matrix import STAFF_REFUSED, Route, around_the_application, staff
from tests.recruitment.routes.applications import application

ROUTES = [
    Route("desk:today", "staff", staff(200), STAFF_REFUSED),
    Route("desk:find", "staff", staff(200), STAFF_REFUSED),
    *(
        Route(
            name,
            "staff",
            around_the_application(200),
            STAFF_REFUSED,
            kwargs=application,
            writes=("screening_opened",),
        )
        for name in ("desk:application", "desk:cv")
    ),
]
