"""The pages for what is refused, missing, not allowed, too much or broken.

A refused form token costs nobody their text: a view that says `@on_refused_token(give_back)` gets its
filled form back through `give_back(request, *args, **kwargs)`; every other form comes back as a list to
copy (`core.typed`).
"""

import logging
import secrets
import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render
from django.template.loader import render_to_string

from core.typed import resolved, typed_fields

log = logging.getLogger(__name__)

SEND_AGAIN = (
    "This page had been open for too long, so nothing was sent. Your text is still here: send it again."
)
NO_ANSWER = (OperationalError, InterfaceError)  # what psycopg2 says of a server that has gone
FOREIGN_ORIGIN = REASON_BAD_ORIGIN.split("%")[0]
View = Callable[..., Any]


def on_refused_token(give_back: View) -> Callable[[View], View]:
    """`give_back` gets what the view gets and answers with the filled form; it changes nothing."""

    def decorate(view: View) -> View:
        marked: Any = view
        marked.on_refused_token = give_back
        return marked

    return decorate


def _given_back(request: HttpRequest) -> HttpResponse | None:
    match = resolved(request)
    give_back = getattr(match and match.func, "on_refused_token", None)
    if match is None or give_back is None:
        return None
    if getattr(match.func, "access", "staff") == "staff" and not request.user.is_authenticated:
        return None
    return give_back(request, *match.args, **match.kwargs)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW. What another site sends is not repeated: nobody is lured to resend it."""
    log.warning("a form token was refused: %s", reason.split(" - ")[0])
    if reason.startswith(FOREIGN_ORIGIN):
        return render(request, "core/refused_token.html", {"fields": []}, status=403)
    try:
        response = _given_back(request)
        if response is None or response.has_header("Location"):  # under a 403 a redirect would be blank
            response = render(request, "core/refused_token.html", {"fields": typed_fields(request)})
    except UnreadablePostError as broken_off:  # the body never came whole, so its token did not either
        return bad_request(request, broken_off)
    response.status_code = 403
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_big = isinstance(exception, RequestDataTooBig)
    return render(request, "400.html", {"too_big": too_big}, status=413 if too_big else 400)


def too_many(request: HttpRequest) -> HttpResponse:
    """allauth's limits on what may be asked for; their windows are at most an hour."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "3600"
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """Says a number to quote and nothing else; needs no database, no session, no cache.

    A database that does not answer is back in a moment: that is a 503, and what was typed is on its page.
    """
    number = secrets.token_hex(4)
    log.error("failure %s at %s %s", number, request.method, request.path)
    if not isinstance(sys.exception(), NO_ANSWER):
        return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
    # A form whose token was never checked may be another site's, and is not repeated.
    fields = typed_fields(request) if getattr(request, "csrf_processing_done", False) else []
    page = render_to_string("503.html", {"number": number, "fields": fields, "path": request.path})
    return HttpResponse(page, status=503, headers={"Retry-After": "5"})
