"""Queueing the mails about an account."""

import hashlib
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.languages import language_of
from accounts.models import AddressChange, User
from core.languages import speaking
from mail import outbox


def set_password_url(key: str) -> str:
    """`key` is allauth's `<uid>-<token>`. The host is ours, never the one that was asked."""
    uid, _dash, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return f"{settings.BASE_URL}{path}"


def queue_password_reset(user: User, *, url: str) -> None:
    _queue_link("password_reset", user, link=url, name=user.name)


def queue_invitation(user: User, *, by: User) -> None:
    if settings.PASSWORDS:
        link = new_password_url(user)
        _queue_link("staff_invitation", user, link=link, name=user.name, inviter_name=by.name)
    else:
        words = {"link": settings.BASE_URL + reverse("account_login"), "provider": settings.OIDC_NAME}
        key = uuid4().hex  # each time that somebody asks for it
        _queue("staff_sign_on", user, key=key, name=user.name, inviter_name=by.name, **words)


def new_password_url(user: User) -> str:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    return set_password_url(f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}")


def queue_address_changed(user: User, change: AddressChange, *, link: str) -> None:
    """To the address that the account had, whoever has it now."""
    _queue_link("address_changed", user, to=change.was, link=link, name=user.name, address=user.email)


def queue_factor_reset(user: User, *, by: User | None) -> None:
    """`user` as it is after the reset. `by` None: somebody at the server."""
    with speaking(language_of(user)):
        whose = by.name if by else _("Whoever runs the system")
    _queue("factor_reset", user, key=str(user.epoch), name=user.name, administrator_name=whose)


def _queue_link(kind: str, user: User, *, link: str, to: str = "", **context: str) -> None:
    digest = hashlib.sha256(link.encode()).hexdigest()[:16]
    _queue(kind, user, key=digest, to=to, link=link, **context)


def _queue(kind: str, user: User, *, key: str, to: str = "", **context: str) -> None:
    language = language_of(user)
    with transaction.atomic(), speaking(language):
        outbox.queue(
            kind=kind,
            dedupe_key=account_key(kind, user, key),
            about=user,
            scope=user,
            to=to or user.email,
            to_user=None if to else user,
            language=language,
            context=context,
        )


def account_key(kind: str, user: User, which: str) -> str:
    return f"{kind}:{user.pk}:{which}"
