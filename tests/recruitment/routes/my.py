"""The applicant's own pages."""

from applications.applying import contesting
from tests.recruitment.matrix import REFUSED, Route, everyone, mine
from tests.world import World


def _my(world: World) -> dict[str, str]:
    return {"code": world.application_a.code}


def _my_draft(world: World) -> dict[str, int]:
    return {"pk": world.draft_a.pk}


# Who has not opened a sign-in link asks for one at /my/; the applicant gets what they asked for.
ROUTES = [
    Route(
        "desk:my",
        "applicant",
        everyone(200),
        everyone(200),
        data=lambda world: {"email": "nobody@example.com"},
    ),
    Route(
        "desk:my_sign_in",
        "applicant",
        everyone(200),
        everyone(302),
        kwargs=lambda world: {"token": world.sign_in_token},
    ),
    Route("desk:my_sign_out", "applicant", REFUSED, everyone(302)),
    Route("desk:my_draft_opening", "applicant", REFUSED, mine(302, others=302), kwargs=_my_draft),
    Route("desk:my_draft_deletion", "applicant", REFUSED, mine(302, others=302), kwargs=_my_draft),
    Route("desk:my_application", "applicant", mine(200, others=302), REFUSED, kwargs=_my),
    Route("desk:my_cv", "applicant", mine(200, others=302), REFUSED, kwargs=_my),
    Route("desk:my_withdrawal", "applicant", mine(200, others=302), mine(302, others=302), kwargs=_my),
    Route(  # by a link in a mail to the address that somebody typed
        "desk:my_contest",
        "applicant",
        everyone(200),
        everyone(302),
        kwargs=lambda world: {"token": contesting.token_for(world.application_a)},
    ),
    Route("desk:my_replacement", "applicant", REFUSED, mine(302, others=302), kwargs=_my),
    Route("desk:my_keeping", "applicant", REFUSED, mine(302, others=302), kwargs=_my),
]
