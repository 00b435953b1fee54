"""What was sent to a view that asks again waits in the session, a row of the database, and is done then.

allauth takes it up (`resume_request`). No header waits, so no cookie, no credentials and no address; nor does
a password or a form's token. The request that brings the answer has headers of its own.
"""

from copy import copy
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.internal.httpkit import serialize_request
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from core.typed import UNSPOKEN


def suspend(request: HttpRequest) -> HttpResponse:
    """Leads to where it is asked who it is, the first of the ways that the account has."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    asking = ways[0]["url"] if ways else reverse("account_login")
    if request.method == "POST":
        request.session[STATE_SESSION_KEY] = {"request": serialize_request(_bare(request))}
    return redirect(f"{asking}?{urlencode({'next': request.get_full_path()})}")


def _bare(request: HttpRequest) -> HttpRequest:
    bare: Any = copy(request)
    bare.META = {}
    bare.POST = request.POST.copy()
    for name in [name for name in bare.POST if any(word in name.lower() for word in UNSPOKEN)]:
        del bare.POST[name]
    return bare


def take_up(request: Any) -> None:
    """Gives one that waited the headers of the request that goes on with it."""
    if request.META is not request.environ:
        own = {"REQUEST_METHOD": request.method, "PATH_INFO": request.path_info, "QUERY_STRING": ""}
        request.META = {**request.environ, **own}
