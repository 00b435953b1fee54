"""How long a member of staff stays signed in: 60 minutes without a request, 12 hours in all.

The stamps live in the session; the one of the last request is written at most once a minute. What changes who
gets into an account asks for the password again when it was last given more than 5 minutes ago.
"""

from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts import traces
from core.typed import UNSPOKEN, typed_fields

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
STEP = timedelta(minutes=1)
FRESH = timedelta(minutes=5)  # settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def start(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Called at each sign-in."""
    now = timezone.now().timestamp()
    request.session.update({"staff_since": now, "staff_seen": now, "staff_proved": now})


def prove(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Called each time that a password, or whatever stands for it, was right."""
    request.session["staff_proved"] = timezone.now().timestamp()


def is_fresh(session: SessionBase) -> bool:
    return bool(timezone.now().timestamp() - session.get("staff_proved", 0) < FRESH.total_seconds())


def asks_again(view: Any) -> Any:
    """For a view that changes who gets into an account. What was sent to it is done after the answer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_fresh(request.session):
            _forget_passwords(request)
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def _forget_passwords(request: HttpRequest) -> None:
    """What was sent waits in the session; a password never does, so it is typed again."""
    sent = request.POST.copy()
    for name in [name for name in sent if any(word in name.lower() for word in UNSPOKEN)]:
        del sent[name]
    request.POST = sent  # type: ignore[assignment]  # stubs: an attribute that is only read


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
