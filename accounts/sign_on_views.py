"""The way to the organisation's provider and back."""

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as allauth
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from accounts.sign_on import PROVIDER, refused
from core.access import public
from core.rate_limits import hit, network_of

TRIES = 300  # an hour, of a network: each asks the provider
ASK_AGAIN = urlencode({"auth_params": "prompt=login&max_age=0"})


@public
@never_cache
@require_POST
def sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Whoever is signed in is asked again over there: it is to confirm something."""
    hit("sign_on", network_of(request), limit=TRIES, sentence=_("Too many tries. Wait for an hour."))
    request.GET = QueryDict(ASK_AGAIN if request.user.is_authenticated else "")
    return _through(allauth.login, request, provider_id)


@public
@never_cache
@require_safe
def signed_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _through(allauth.callback, request, provider_id)


def _through(view: object, request: HttpRequest, provider_id: str) -> HttpResponse:
    if provider_id != PROVIDER or not callable(view):
        raise Http404
    try:
        response: HttpResponse = view(request, provider_id)
    except (
        RequestException,
        OAuth2Error,
        KeyError,
        ValueError,
    ):  # what it answered is none of what it should
        return refused(request, "provider")
    return response
