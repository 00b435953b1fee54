"""How allauth behaves here: nobody signs up, and every link starts with BASE_URL."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from accounts import mailing
from accounts.models import User
from audit.log import record

TOO_MANY = gettext_lazy(
    "Too many wrong passwords. Signing in waits for up to 15 minutes now; "
    "setting a new password by e-mail works at once."
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": TOO_MANY,
        "email_password_mismatch": gettext_lazy(
            "This e-mail address and this password do not belong together."
        ),
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

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for an account, whichever of our host names was asked."""
        return f"{settings.BASE_URL}:{credentials.get('email', '').lower()}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        return mailing.set_password_url(key)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        mailing.queue_password_reset(user, url=context["password_reset_url"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise RuntimeError(f"{template_prefix} has no letter; mail leaves through mail.outbox only")

    def set_password(self, user: User, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])
        record("user.password_set", by=user, obj=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_change_password")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        record("user.signed_in", by=user, obj=user)
        return super().post_login(request, user, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            record("user.signed_out", by=request.user, obj=request.user)
        super().logout(request)
