"""The next application of a list is fetched while one is read, by browsers that can (speculation rules).

Such a page is `no-store` like every other: no cache has it. The browser keeps it in memory for minutes, near
the page that asked, and lets it go with that page or at a sign-out. `<link rel="prefetch">` would be thrown
away, and the page asked for twice.
"""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

from applications.models import Application

RULES = "js/next.speculationrules"


def is_ahead(request: HttpRequest) -> bool:
    """The browser asks before somebody does; they may never see it."""
    return request.headers.get("Sec-Purpose", "").startswith("prefetch")


def with_next(response: HttpResponse, following: Application | None) -> HttpResponse:
    """`response`, which asks for `following` once it is shown; its page has a link there."""
    if following:
        response["Speculation-Rules"] = f'"{static(RULES)}"'
    return response


def keep_messages(request: HttpRequest) -> None:
    """Of a page that nobody may have seen: what it said is said again."""
    kept: Any = get_messages(request)
    kept.used = False
