"""The mails about an account: their default text. The outbox never shows them: they are secret."""

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import AddressChange, User
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


SIGN_ON = kinds.Kind(
    code="staff_sign_on",
    label=_("Invitation where staff sign in elsewhere"),
    placeholders={
        "name": "Rita Recruiter",
        "inviter_name": "Ada Administrator",
        "provider": _("Example ID"),
        "link": "https://jobs.example.com/accounts/login/",
    },
    subject=_("Your account for recruiting"),
    body=_(
        "Dear {name},\n\n{inviter_name} has made an account for you. Sign in here with {provider}:\n\n{link}"
    ),
    after_uncertain="resend",
    guard=account_is_open,
    audience="Staff",
    required=["link"],
)


def can_still_be_stopped(mail: OutgoingMail) -> str:
    """The guard: it goes to whom the account is taken from, so never mind whose it is now."""
    open_ = AddressChange.objects.filter(user_id=mail.about_id, was=mail.to, stopped_at=None)
    if open_.filter(stops_until__gt=Now()).exists():
        return ""
    return gettext_noop("The address was put back, or it is too late to.")


ADDRESS_CHANGED = kinds.Kind(
    code="address_changed",
    label=_("To the old address of an account"),
    placeholders={
        "name": "Rita Recruiter",
        "address": "rita@example.com",
        "link": "https://jobs.example.com/accounts/address/abc/",
    },
    subject=_("Your account has another address now"),
    body=_(
        "Dear {name},\n\n"
        "your account for recruiting belongs to the address {address} from now on.\n\n"
        "If that is right, do nothing. If you do not know of it, stop it within 24 hours:\n\n"
        "{link}\n\n"
        "Your address is put back then, everybody who is signed in with the account is signed out, and a "
        "link to set a new password comes here."
    ),
    after_uncertain="resend",
    secret=True,
    guard=can_still_be_stopped,
    useful_for=timedelta(hours=24),
    audience="Staff",
    required=["link"],
)


FACTOR_RESET = kinds.Kind(
    code="factor_reset",
    label=_("A second factor was reset"),
    placeholders={"name": "Rita Recruiter", "administrator_name": "Ada Administrator"},
    subject=_("Your second factor was reset"),
    body=_(
        "Dear {name},\n\n"
        "{administrator_name} has reset the second factor of your account for recruiting, and everybody who "
        "was signed in with it is signed out.\n\n"
        "If you asked for it, sign in with your password now, and add another one.\n\n"
        "If you did not, tell an administrator at once."
    ),
    after_uncertain="resend",
    guard=account_is_open,
    audience="Staff",
)


def register_all() -> None:
    """Called once, when the app is ready."""
    for kind in (PASSWORD_RESET, INVITATION, SIGN_ON, ADDRESS_CHANGED, FACTOR_RESET):
        kinds.register(kind)
