"""One decorator on each view says who it is for; a route without a mark fails the test suite.

The mark is the outermost decorator. `staff` views answer an anonymous visitor with the sign-in page
(`accounts.sessions.StaffSessions`); what a member of staff may see or do is decided by `visible_to`
and by each app's `permissions.py`.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from django.contrib.auth.models import _User  # what AUTH_USER_MODEL names

View = Callable[..., Any]


class StaffRequest(HttpRequest):
    """The request of a view marked `staff`: whoever asks has signed in."""

    user: "_User"


def public(view: View) -> View:
    """Everybody may see it, and everybody sees the same."""
    marked: Any = login_not_required(wraps(view)(lambda *args, **kwargs: view(*args, **kwargs)))
    marked.access = "public"
    return marked


def applicant(view: View) -> View:
    """For applicants: no account; the view itself asks for the draft's or the person's session."""
    marked: Any = login_not_required(never_cache(view))
    marked.access = "applicant"
    return marked


def staff(view: View) -> View:
    """For people with an account. Like those of applicants, its answers are never stored anywhere."""
    marked: Any = never_cache(view)
    marked.access = "staff"
    return marked
