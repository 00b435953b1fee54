"""How long a member of staff stays signed in: 60 minutes without a request, 12 hours in all.

The stamps live in the session; the one of the last request is written at most once a minute. What changes who
gets into an account asks for the password, a code or a passkey again when one was last given more than 5
minutes ago. Where the organisation asks for a second factor, a session without one only gets to add it.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial, wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts import traces
from accounts.models import User
from accounts.suspending import suspend, take_up
from core.access import StaffRequest
from core.typed import typed_fields

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
STEP = timedelta(minutes=1)
FRESH = timedelta(minutes=5)  # settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def start(sender: Any, request: HttpRequest, user: User | None = None, **kwargs: Any) -> None:
    """Called at each sign-in."""
    now = timezone.now().timestamp()
    steps = get_authentication_records(request, user)  # of this account alone, whoever else was here before
    # A provider says when it asked, and whether for more than a password.
    has_factor = any(step.get("method") == "mfa" or step.get("factor") for step in steps)
    proved = max((step.get("proved", now) for step in steps), default=now)
    stamps = {"staff_since": now, "staff_seen": now, "staff_proved": proved, "staff_factor": has_factor}
    request.session.update(stamps)
    request.session["staff_ends_at"] = next((step["ends_at"] for step in steps if "ends_at" in step), "")


def prove(
    sender: Any, request: HttpRequest, user: User | None = None, method: str = "", **kwargs: Any
) -> None:
    """Called each time that a password, a code or a passkey was right.

    Whoever says that it is still them goes on under a new session id: this one may do more than the one
    before, which somebody else may know.
    """
    if kwargs.get("reauthenticated"):
        request.session.cycle_key()
    request.session["staff_proved"] = timezone.now().timestamp()
    if method == "mfa" and request.user.is_authenticated and request.user == user:
        request.session["staff_factor"] = True


def go_on_after(request: StaffRequest, *, has_factor: bool) -> None:
    """After one's own factors changed: all other sessions end, and this one says what it has now."""
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    request.session["staff_factor"] = has_factor


def without_factor(view: Any) -> Any:
    """For a view by which somebody who has no second factor yet gets one."""
    view.needs_factor = False
    return view


def lacks_factor(request: HttpRequest, view: Any) -> bool:
    if request.session.get("staff_factor") or not getattr(view, "needs_factor", True):
        return False
    match = request.resolver_match
    is_admin = match is not None and "admin" in match.namespaces
    return settings.REQUIRE_SECOND_FACTOR or (settings.ADMIN_NEEDS_FACTOR and is_admin)


def admits(request: HttpRequest, view: Any) -> bool:
    """Whether what this view shows may be shown to whoever asks, as far as the session goes."""
    if not request.user.is_authenticated or has_ended(request.session):
        return False
    return not lacks_factor(request, view)


def is_fresh(session: SessionBase) -> bool:
    return bool(timezone.now().timestamp() - session.get("staff_proved", 0) < FRESH.total_seconds())


def asks_again(view: Any) -> Any:
    """For a view that changes who gets into an account. What was sent to it is done after the answer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_fresh(request.session):
            return suspend(request)
        take_up(request)
        return view(request, *args, **kwargs)

    return guarded


def has_ended(session: SessionBase | Mapping[str, Any]) -> bool:
    now = timezone.now().timestamp()
    since, seen = session.get("staff_since", 0), session.get("staff_seen", 0)
    return now - since >= ABSOLUTE.total_seconds() or now - seen >= IDLE.total_seconds()


def mark_seen(session: SessionBase) -> None:
    now = timezone.now().timestamp()
    if now - session["staff_seen"] >= STEP.total_seconds():
        session["staff_seen"] = now


class StaffSessions(LoginRequiredMiddleware):
    """Every view that is not opened by a mark asks for a sign-in, and for one that has not run out."""

    def process_request(self, request: Any) -> None:
        request.admits = partial(admits, request)

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
                if lacks_factor(request, view_func):
                    return redirect("account_factors")
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
