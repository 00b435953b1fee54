"""Another address for an account: the old one is told at once, and can stop it for a day.

Whoever changes an address gets the account with the next link to set a password, so the one who loses it must
have a way back that nothing done with the account takes away.
"""

import hashlib
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mailing
from accounts.models import RESERVED, AddressChange, User
from audit.log import record
from core.actor import By
from core.errors import DomainError


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def tell_old(user: User, *, was: str) -> None:
    """In the transaction of the change."""
    token = secrets.token_urlsafe(32)
    change = AddressChange.objects.create(user=user, was=was, token_hash=hash_of(token))
    link = settings.BASE_URL + reverse("account_stop_address", args=[token])
    mailing.queue_address_changed(user, change, link=link)


def refuse_reserved(email: str, *, but: User | None = None) -> None:
    """An address that can still be put back to its account goes to no other one: that would keep it away."""
    if AddressChange.is_reserved(email, but=but):
        raise DomainError(str(RESERVED), field="email")


def find(token: str) -> AddressChange | None:
    """The change that this link can stop now."""
    mine = AddressChange.objects.filter(token_hash=hash_of(token), stopped_at=None, stops_until__gt=Now())
    return mine.select_related("user").first()


@transaction.atomic
def stop(token: str, *, by: By = "visitor", source: str = "") -> User | None:
    """Put the old address back; None if the link is used up or over.

    Later changes of the same account end with it, earlier ones can still be stopped. The password goes too:
    whoever had the account may have set it. A closed account stays closed.
    """
    found = find(token)
    if found is None:
        return None
    user = User.objects.select_for_update().get(pk=found.user_id)
    change = AddressChange.objects.filter(pk=found.pk, stopped_at=None).first()  # under the account's lock
    if change is None:
        return None
    if User.objects.filter(email__iexact=change.was).exclude(pk=user.pk).exists():
        raise DomainError(_("Somebody else has an account with this address now. Ask an administrator."))
    user.addresses_changed.filter(pk__gte=change.pk, stopped_at=None).update(stopped_at=Now())
    user.email = change.was
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    follow_address(user)
    record("user.address_stopped", by=by, obj=user, source=source)
    if user.is_active:
        mailing.queue_password_reset(user, url=mailing.new_password_url(user))
    return user


def follow_address(user: User) -> None:
    """allauth keeps addresses in a table of its own; an old one there would go on opening the account."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
