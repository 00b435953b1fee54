"""How long a member of staff stays signed in: 60 minutes without a request, 12 hours in all.

The two stamps live in the session; the one of the last request is written at most once a minute.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts import traces
from core.typed import typed_fields

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
STEP = timedelta(minutes=1)


def start(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Called at each sign-in."""
    now = timezone.now().timestamp()
    request.session.update({"staff_since": now, "staff_seen": now})


def has_ended(session: SessionBase) -> bool:
    now = timezone.now().timestamp()
    since, seen = session.get("staff_since", 0), session.get("staff_seen", 0)
    return now - since >= ABSOLUTE.total_seconds() or now - seen >= IDLE.total_seconds()


def mark_seen(session: SessionBase) -> None:
    now = timezone.now().timestamp()
    if now - session["staff_seen"] >= STEP.total_seconds():
        session["staff_seen"] = now


class StaffSessions(LoginRequiredMiddleware):
    """Every view that is not opened by a mark asks for a sign-in, and for one that has not run out."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None  # open to everybody: the session is not even asked for
        if request.user.is_authenticated:
            if has_ended(request.session):
                logout(request)
            else:
                mark_seen(request.session)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """A right that was refused is put on record, by whatever a view says so."""
        if response.status_code == 403 and _is_for_staff(request) and request.user.is_authenticated:
            traces.right_refused(request)
        return response

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """What was typed into a form whose session has run out comes back, to be copied."""
        if request.method == "POST" and _was_here(request) and (fields := typed_fields(request)):
            return render(request, "accounts/signed_out.html", {"fields": fields}, status=403)
        return super().handle_no_permission(request, view_func)


def _is_for_staff(request: HttpRequest) -> bool:
    """And the token of its form was not what was refused: that says nothing about rights."""
    match, passed = request.resolver_match, getattr(request, "csrf_processing_done", False)
    return passed and match is not None and getattr(match.func, "access", "staff") == "staff"


def _was_here(request: HttpRequest) -> bool:
    """A page of ours was open in this browser: the form's token was checked before us, against this cookie.

    It outlives the session's, which goes with the browser.
    """
    return settings.CSRF_COOKIE_NAME in request.COOKIES
