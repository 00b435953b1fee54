"""Where somebody reports a hole: `/.well-known/security.txt` (RFC 9116), of the organisation's settings."""

from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from core.access import public

GOOD_FOR = timedelta(days=180)  # less than a year is recommended (2.5.5)


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Not there until an administrator has said who reads reports."""
    contact = Organisation.current().security_contact
    if not contact:
        raise Http404
    expires = (timezone.now() + GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z")
    fields = {
        "Contact": "mailto:" + quote(contact, safe="@"),
        "Expires": expires,
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": settings.BASE_URL + reverse("security_txt"),
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
