"""Each request has an id, and leaves one line: which route, what status, how long. No address, no query."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("requests")


class RequestLog:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        identity = request_id(request)
        with structlog.contextvars.bound_contextvars(request=identity):
            response = self.get_response(request)
            response["X-Request-ID"] = identity
            route = request.resolver_match.route if request.resolver_match else None
            if route not in settings.ROUTES_NOT_LOGGED:
                milliseconds = round((time.monotonic() - began) * 1000)
                log.info(request.method, route=route, status=response.status_code, ms=milliseconds)
        return response


def request_id(request: HttpRequest) -> str:
    """The one that a proxy of ours gave, or a new one."""
    given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
    return given if re.fullmatch(r"[\w-]{8,64}", given) else uuid.uuid4().hex
