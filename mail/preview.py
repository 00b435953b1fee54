"""The HTML of a mail, at an address of its own and in a box that nothing gets out of."""

from typing import Any

from django.http import HttpResponse

POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def boxed(html: Any) -> HttpResponse:
    response = HttpResponse(html)
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
