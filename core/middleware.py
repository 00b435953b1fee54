"""Two small layers: what PostgreSQL could not hold is refused early, and a broken rule becomes a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import DomainError

Handler = Callable[[HttpRequest], HttpResponse]


class RefuseNul:
    """A NUL in an address is nobody's honest request; in a form, the field's own validator says so."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        values = [request.path, *request.GET.keys(), *(v for vs in request.GET.lists() for v in vs[1])]
        if any("\x00" in value for value in values):
            return render(request, "400.html", status=400)
        return self.get_response(request)


class DomainErrors:
    """A refused verb answers with its own sentence and status, on a page that leads back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        return render(request, "core/refused.html", {"sentence": error.sentence}, status=error.status)
