"""Where whoever is signed in is signed in as well."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import own_sessions
from accounts.sessions import go_on_after
from audit.log import source_of
from core.access import StaffRequest, staff
from core.refusals import verb


@staff
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    mine = own_sessions.of(request.user, this=request.session.session_key or "")
    return render(request, "accounts/sessions.html", {"sessions": mine})


@staff
@verb("account_sessions")
def end(request: StaffRequest, number: int) -> HttpResponse:
    ended = own_sessions.end(request.user, number, source=source_of(request))
    if not ended:
        raise Http404
    if ended == request.session.session_key:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("Ended. That browser is asked to sign in again."))
    return redirect(reverse("account_sessions", fragment="sessions"))


@staff
@verb("account_sessions")
def end_others(request: StaffRequest) -> HttpResponse:
    own_sessions.end_all(request.user, by=request.user, source=source_of(request))
    go_on_after(request, has_factor=bool(request.session.get("staff_factor")))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect(reverse("account_sessions", fragment="sessions"))
