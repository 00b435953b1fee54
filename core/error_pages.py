"""The pages for what cannot be read, is asked for too often, or is broken."""

import logging
import secrets
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from core.disks import NO_ROOM
from core.typed import typed_fields

log = logging.getLogger(__name__)

NO_ANSWER = (OperationalError, InterfaceError)  # what psycopg2 says of a server that has gone


def _passes(error: BaseException | None) -> bool:
    """A full disk of PostgreSQL is an OperationalError, too."""
    return isinstance(error, NO_ANSWER) or (isinstance(error, OSError) and error.errno in NO_ROOM)


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

    A database that does not answer, or a full disk, is a 503, and what was typed is on its page.
    """
    number = secrets.token_hex(4)
    log.error("failure %s at %s %s", number, request.method, request.path)
    if not _passes(sys.exception()):
        return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
    # A form whose token was never checked may be another site's, and is not repeated.
    fields = typed_fields(request) if getattr(request, "csrf_processing_done", False) else []
    page = render_to_string("503.html", {"number": number, "fields": fields, "path": request.path})
    return HttpResponse(page, status=503, headers={"Retry-After": "5"})
