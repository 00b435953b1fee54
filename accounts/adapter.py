"""How allauth behaves here: nobody signs up, and every link starts with BASE_URL."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from accounts import mailing, sessions, traces
from accounts.models import User
from audit.log import record, source_of
from core import known_browsers, rate_limits
from core.errors import TooMany

TOO_MANY = gettext_lazy(
    "Too many wrong passwords. Signing in waits for up to 15 minutes now; "
    "setting a new password by e-mail works at once."
)


APP = "allauth.account"  # whose limits these are
HALF = "staff_half_in"  # whose first step was right: the account's session hash


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": TOO_MANY,
        "email_password_mismatch": gettext_lazy(
            "This e-mail address and this password do not belong together."
        ),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your current password."),
        "invalid_password_reset": gettext_lazy("This link has been used or has expired."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """A redirect stays on the host that was asked."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Instead of allauth's own counts, by which a stranger can keep the owner of an account away."""
        if not settings.PASSWORDS:  # the pages for them are not shown
            raise PermissionDenied
        self._counted = []
        for action, key in _counts(request, credentials.get("email", "")).items():
            usage = ratelimit.consume(request, app=APP, action=action, key=key)
            if usage is None:
                self._rollback_login_failed_rl_usage()
                traces.sign_in_refused(request, email=credentials.get("email", ""), reason="too_many")
                raise self.validation_error("too_many_login_attempts")
            self._counted.append(usage)

    def _rollback_login_failed_rl_usage(self) -> None:
        for usage in self._counted:
            usage.rollback()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """After a new password by mail: its owner was here."""
        for action, key in _counts(request, credentials.get("email", "")).items():
            ratelimit.clear(request, app=APP, action=action, key=key)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        traces.sign_in_failed(request, email=credentials.get("email", ""))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        traces.sign_in_refused(request, email=user.email, reason="closed")
        return super().respond_user_inactive(request, user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in counts as well; allauth would ask again right after it."""
        return not sessions.is_fresh(self.request.session)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Wrong ones count and are on record like those of signing in."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        ways = super().get_reauthentication_methods(user)
        return [way for way in ways if settings.PASSWORDS or way["id"] != "reauthenticate"]

    def get_reset_password_from_key_url(self, key: str) -> str:
        return mailing.set_password_url(key)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Whoever asked is answered alike, whether or not one more was sent."""
        try:
            rate_limits.hit_mail(self.request, "reset", to=known_as(user.email), sentence="")
        except TooMany:
            return
        mailing.queue_password_reset(user, url=context["password_reset_url"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise RuntimeError(f"{template_prefix} has no letter; mail leaves through mail.outbox only")

    def set_password(self, user: User, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])
        record("user.password_set", by=user, obj=user, source=source_of(self.request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_change_password")

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """What the second step is for: the account as it was at the first one."""
        request.session[HALF] = user.get_session_auth_hash()
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        request.session.pop(HALF, None)
        record("user.signed_in", by=user, obj=user, source=source_of(request))
        response = super().post_login(request, user, **kwargs)
        return known_browsers.remember(request, response, known_as(user.email))

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            record("user.signed_out", by=request.user, obj=request.user)
        super().logout(request)


def known_as(email: str) -> str:
    """Who that is, for limits and known browsers."""
    return f"staff:{email.lower()}"


def _counts(request: HttpRequest, email: str) -> dict[str, str]:
    """What is counted of wrong passwords: an action of ACCOUNT_RATE_LIMITS, and whose it is there."""
    account = known_as(email)
    if browser := known_browsers.name_of(request, account):
        return {"login_failed_known": f"{account}:{browser}"}
    place = rate_limits.network_of(request)
    return {"login_failed": f"{account}:{place}", "login_failed_anywhere": account}
