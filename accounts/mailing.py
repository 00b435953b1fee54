"""Queueing the mails about an account, each with a link that opens it."""

import hashlib

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.languages import language_of
from accounts.models import AddressChange, User
from core.languages import speaking
from mail import outbox


def set_password_url(key: str) -> str:
    """`key` is allauth's `<uid>-<token>`. The host is ours, never the one that was asked."""
    uid, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return f"{settings.BASE_URL}{path}"


def queue_password_reset(user: User, *, url: str) -> None:
    _queue("password_reset", user, link=url, name=user.name)


def queue_invitation(user: User, *, by: User) -> None:
    _queue("staff_invitation", user, link=new_password_url(user), name=user.name, inviter_name=by.name)


def new_password_url(user: User) -> str:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    return set_password_url(f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}")


def queue_address_changed(user: User, change: AddressChange, *, link: str) -> None:
    """To the address that the account had, whoever has it now."""
    _queue("address_changed", user, to=change.was, link=link, name=user.name, address=user.email)


def _link_key(kind: str, user: User, *, link: str) -> str:
    digest = hashlib.sha256(link.encode()).hexdigest()[:16]
    return f"{kind}:{user.pk}:{digest}"


def _queue(kind: str, user: User, *, link: str, to: str = "", **context: str) -> None:
    language = language_of(user)
    with transaction.atomic(), speaking(language):
        outbox.queue(
            kind=kind,
            dedupe_key=_link_key(kind, user, link=link),
            about=user,
            scope=user,
            to=to or user.email,
            to_user=None if to else user,
            language=language,
            context={"link": link, **context},
        )
