"""Four small layers: what each answer tells a browser, whose hosts are ours, what PostgreSQL could not hold,
and broken rules."""

from collections.abc import Callable
from itertools import chain

from csp.constants import HEADER as CONTENT_POLICY
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import split_domain_port, validate_host
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from core.errors import DomainError
from core.refusals import refused

Handler = Callable[[HttpRequest], HttpResponse]
BROKEN = "\ufffd"  # what decoding leaves of bytes that are no text
UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
HEADERS = {
    CONTENT_POLICY: build_policy(),  # made once; a view may set a narrower one
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
}


class BrowserHeaders:
    """On every answer, static files and refusals of the layers below included.

    What a signed-in person is shown is never stored, whatever the view says about itself.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if _is_personal(request) and "no-store" not in response.get("Cache-Control", ""):
            add_never_cache_headers(response)
        return response


def _is_personal(request: HttpRequest) -> bool:
    """Asks only a session that was read anyway, so that public pages cost no query."""
    session = getattr(request, "session", None)
    return bool(session is not None and session.accessed and SESSION_KEY in session)


class RefuseForeignHost:
    """Django judges `Host`; a host claimed in front of us must be ours too, though no link is made of it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        claimed = request.headers.get("X-Forwarded-Host", "").split(",")
        hosts = [split_domain_port(host.strip())[0] for host in claimed if host.strip()]
        if not all(validate_host(host, settings.ALLOWED_HOSTS) for host in hosts):
            raise DisallowedHost("X-Forwarded-Host names a host that is not ours")
        return self.get_response(request)


class RefuseNul:
    """A NUL or half a character in an address is refused; no link of ours has one.

    In a form the field itself says so, and the filled form comes back as what it is, a bad request.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = [request.path, *_words(request.GET), *request.COOKIES.values()]
        if any("\x00" in value for value in asked) or any(BROKEN in value for value in _words(request.GET)):
            return render(request, "400.html", status=400)
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 400 if any("\x00" in value for value in _words(request.POST)) else 200
        return response


def _words(query: QueryDict) -> list[str]:
    return [*query.keys(), *chain.from_iterable(values for _, values in query.lists())]


class DomainErrors:
    """A refused verb answers with its own sentence and status, on a page that leads back.

    Below every field's own check: a NUL or half a surrogate pair that reaches the database is a bad request.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return refused(request, error)
        if _cannot_be_stored(error):
            return render(request, "400.html", status=400)
        return None


def _cannot_be_stored(error: Exception) -> bool:
    if isinstance(error, UnicodeEncodeError):
        return error.reason == "surrogates not allowed"
    return isinstance(error, ValueError) and "cannot contain NUL" in str(error)
