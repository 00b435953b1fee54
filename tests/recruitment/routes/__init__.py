"""Every route, and what each role is answered there: the expectations of S21.

Add a row with each route, in the module of its app; `test_routes.py` fails on a route without one, on a
row whose route has gone, and on a mark that differs. Columns and helpers: `tests/recruitment/matrix.py`; the
world: `tests/world.py`. Django's own admin has no rows: `test_routes.py` asks all of it to be closed to
everybody but superusers.
"""

from tests.recruitment.matrix import REFUSED, Route, everyone
from tests.recruitment.routes import accounts, applications, apply, desk, interviews, mail, my, postings

HEALTH = [
    Route("healthz", "public", everyone(200), REFUSED),
    Route("security_txt", "public", everyone(404), REFUSED),  # nobody is named
    Route("readyz", "public", everyone(503), REFUSED),  # no beat runs beside the tests
]

ROUTES = [
    *accounts.ROUTES,
    *mail.ROUTES,
    *postings.ROUTES,
    *apply.ROUTES,
    *applications.ROUTES,
    *interviews.ROUTES,
    *my.ROUTES,
    *desk.ROUTES,
    *HEALTH,
]
