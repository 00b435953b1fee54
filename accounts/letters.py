"""The mails about an account: their default text. The outbox never shows them: they are secret."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from mail import kinds
from mail.models import OutgoingMail

LINK = "https://jobs.example.com/accounts/password/reset/key/1-abc/"


def account_is_open(mail: OutgoingMail) -> str:
    """The guard of both kinds: a closed account gets no link."""
    if User.objects.filter(pk=mail.about_id, is_active=True, email__iexact=mail.to).exists():
        return ""
    return gettext_noop("The account was closed, or has another address now.")


def _with_link(code: str, **words: Any) -> kinds.Kind:
    """The link opens the account: the text is secret, and of no use longer than the link."""
    return kinds.Kind(
        code=code,
        after_uncertain="resend",
        secret=True,
        guard=account_is_open,
        useful_for=timedelta(hours=24),
        audience="Staff",
        required=["link"],
        **words,
    )


PASSWORD_RESET = _with_link(
    "password_reset",
    label=_("Setting a new password"),
    placeholders={"name": "Rita Recruiter", "link": LINK},
    subject=_("Set a new password"),
    body=_(
        "Dear {name},\n\n"
        "somebody asked to set a new password for your account. If it was you, open this page:\n\n"
        "{link}\n\n"
        "The link works once, for 24 hours. If it was not you, do nothing: your password stays as it is."
    ),
)
INVITATION = _with_link(
    "staff_invitation",
    label=_("Invitation to a new member of staff"),
    placeholders={"name": "Rita Recruiter", "inviter_name": "Ada Administrator", "link": LINK},
    subject=_("Your account for recruiting"),
    body=_(
        "Dear {name},\n\n"
        "{inviter_name} has made an account for you. Choose your password here:\n\n"
        "{link}\n\n"
        "The link works once, for 24 hours. After that, ask for a new one on the sign-in page, "
        "under “Forgot your password?”."
    ),
)


def register_all() -> None:
    """Called once, when the app is ready."""
    for kind in (PASSWORD_RESET, INVITATION):
        kinds.register(kind)
