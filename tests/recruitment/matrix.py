"""The machinery behind the table of routes (`tests/recruitment/routes/`): who gets which answer where.

The columns are the roles below. A row says the mark of the view, the expected status of GET and of POST for
every role, and how to build the address (and a body that an allowed person would send) from the seeded world.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ANONYMOUS = "anonymous"
APPLICANT = "applicant"  # in the session of applicant A
OTHER = "other"  # in the session of applicant B, who applied to another posting
RECRUITER = "recruiter"
MEMBER = "member"  # a hiring manager, on the team of the posting
STRANGER = "stranger"  # a hiring manager, on the team of another posting
READER = "reader"  # an interviewer who reads the application
INTERVIEWER = "interviewer"  # one who reads nothing of this posting
ADMINISTRATOR = "administrator"
STAFF = (RECRUITER, MEMBER, STRANGER, READER, INTERVIEWER, ADMINISTRATOR)
ROLES = (ANONYMOUS, APPLICANT, OTHER, *STAFF)
# Who has the same place at the other posting.
PARTNERS = {
    APPLICANT: OTHER, OTHER: APPLICANT, MEMBER: STRANGER, STRANGER: MEMBER,
    READER: INTERVIEWER, INTERVIEWER: READER,
}  # fmt: skip

Answers = Mapping[str, int]
World = Any


def _answers(base: dict[str, int], exceptions: Mapping[str, int]) -> Answers:
    unknown = set(exceptions) - set(ROLES)
    assert not unknown, f"no such role: {unknown}"
    return {**base, **exceptions}


def everyone(status: int, **exceptions: int) -> Answers:
    return _answers(dict.fromkeys(ROLES, status), exceptions)


def staff(status: int, **exceptions: int) -> Answers:
    """People with an account; everybody else is sent to the sign-in page."""
    return _answers({**dict.fromkeys(ROLES, 302), **dict.fromkeys(STAFF, status)}, exceptions)


def only(*roles: str, status: int = 200, others: int = 403) -> Answers:
    """These members of staff; the rest of the staff is answered `others`, everybody else signs in first."""
    return staff(others, **dict.fromkeys(roles, status))


def around_the_posting(status: int, *, off: int = 404, **exceptions: int) -> Answers:
    """Recruiter, administrator and the posting's own manager; to the others it does not exist."""
    return staff(off, **{RECRUITER: status, ADMINISTRATOR: status, MEMBER: status, **exceptions})


def around_the_application(status: int, *, off: int = 404, **exceptions: int) -> Answers:
    """Those around the posting, and the interviewer who reads it."""
    return around_the_posting(status, off=off, **{READER: status, **exceptions})


def mine(status: int, *, others: int = 404, **exceptions: int) -> Answers:
    """Only the applicant whose it is; `others` is for those who have not signed in to /my/ at all."""
    return _answers({**dict.fromkeys(ROLES, others), APPLICANT: status, OTHER: 404}, exceptions)


REFUSED = everyone(405)
STAFF_REFUSED = staff(405)


def nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, eq=False)
class Route:
    """One row. `kwargs(world)` builds the address of an object around the posting and applicant A.

    `data(world)` is the body that an allowed person sends; `headers(world)` what goes with it.
    `writes`: tables or columns that a GET of this route may write, such as the first-opened stamp (S13).
    `takes`: fields that the form asks for although `data` leaves them out (S25).
    """

    name: str
    mark: str
    get: Answers
    post: Answers
    kwargs: Callable[[World], dict[str, Any]] = nothing
    data: Callable[[World], dict[str, Any]] = nothing
    headers: Callable[[World], dict[str, str]] = nothing
    writes: tuple[str, ...] = field(default=())
    takes: tuple[str, ...] = field(default=())


def resolved(patterns: Any = None, prefix: str = "", path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every route: its full name, its pattern, its view."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        whole = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from resolved(pattern.url_patterns, space, whole)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{prefix}{pattern.name or ''}", whole, pattern.callback


def admin_addresses() -> list[str]:
    """Of Django's admin, which has no rows: every page but its sign-in, of a row where it names one."""
    paths = ["/" + re.sub(r"<[^>]+>", "1", path) for name, path, _ in resolved() if name.startswith("admin:")]
    return [path for path in paths if "(" not in path and path != "/admin/login/"]
