"""Browsers in which somebody has proved who they are: limits that stop strangers do not stop them there.

A cookie of our own, signed, with a name for the browser and a keyed hash of who signed in. It opens nothing.
"""

import secrets
from typing import Any, TypeVar

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

SALT = "core.known_browsers"
AGE = 180 * 24 * 60 * 60  # seconds
MOST = 5  # people of one browser; the oldest is forgotten

Response = TypeVar("Response", bound=HttpResponseBase)


def name_of(request: HttpRequest, who: str) -> str:
    """The name of this browser if that person has proved themselves in it; `who`: kind and address."""
    browser, people = _read(request)
    return browser if set(_hashes(who)) & set(people) else ""


def remember(request: HttpRequest, response: Response, who: str) -> Response:
    browser, people = _read(request)
    hashes = _hashes(who)
    others = [person for person in people if person not in hashes]
    kept = [browser or secrets.token_urlsafe(12), [*others, hashes[0]][-MOST:]]
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        signing.dumps(kept, salt=SALT),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        kept: Any = signing.loads(request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return "", []
    return kept[0], kept[1]


def _hashes(who: str) -> list[str]:
    """With the key of now, and then with those before it."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(SALT, who.lower(), secret=key, algorithm="sha256").hexdigest()[:16] for key in keys]
