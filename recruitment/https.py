"""An https BASE_URL means that people reach us over TLS, ended by a proxy in front of us.

A proxy that counts as trusted may say otherwise (`X-Forwarded-Proto: http`); that request is then sent to
https. Nobody else's word is taken, and without one there is nothing to ask and no loop of redirects.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class HttpsByBaseUrl:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE and not came_plain(request):
            request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)


def came_plain(request: HttpRequest) -> bool:
    forwarded = request.headers.get("X-Forwarded-Proto", "")
    return bool(settings.TRUSTED_PROXIES) and forwarded.split(",")[-1].strip().lower() == "http"
