"""What is written down of those who were not let in, and of what was refused to those who were.

Never what was typed: of an address that no account has, nothing is kept, for it may be a password.
"""

from django.http import HttpRequest

from accounts.models import User
from audit.log import record_refusal, source_of


def sign_in_failed(request: HttpRequest, *, email: str, reason: str = "password") -> None:
    account = _account(email)
    record_refusal(
        "user.sign_in_failed",
        by="visitor",
        obj=account or User,
        source=source_of(request),
        reason=reason if account else "no_account",
    )


def sign_in_refused(request: HttpRequest, *, email: str, reason: str) -> None:
    """Whatever the password was: `too_many` before it was looked at, `closed` after it was right.
    `too_many_codes`: at the second step, before the code was looked at.
    """
    record_refusal(
        "user.sign_in_refused",
        by="visitor",
        obj=_account(email) or User,
        source=source_of(request),
        reason=reason,
    )


def right_refused(request: HttpRequest) -> None:
    """Whoever asks has signed in. `reason`: the route that was not theirs; `about`: of what."""
    match = request.resolver_match
    if match is None or not request.user.is_authenticated:
        return
    record_refusal(
        "user.right_refused",
        by=request.user,
        obj=request.user,
        source=source_of(request),
        reason=f"{request.method} {match.view_name}"[:80],
        about=" ".join(str(value) for value in match.kwargs.values())[:60],
    )


def _account(email: str) -> User | None:
    return User.objects.filter(email__iexact=email).first()
