"""What every page may say about the organisation."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Organisation


def organisation_of(request: HttpRequest) -> Organisation:
    """Read once a request."""
    known: Organisation | None = getattr(request, "organisation", None)
    if known is None:
        known = Organisation.current()
        cast(Any, request).organisation = known
    return known


def organisation(request: HttpRequest) -> dict[str, Any]:
    return {"organisation": SimpleLazyObject(lambda: organisation_of(request))}


def ways_in(request: HttpRequest) -> dict[str, Any]:
    """How staff sign in here: whether by a password, and by what the organisation calls its provider."""
    return {"has_passwords": settings.PASSWORDS, "sign_on": settings.OIDC_NAME if settings.OIDC_URL else ""}
