"""What an operator's monitor asks: is the web process alive, and is the whole house ready."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.access import public


@public
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")
