"""Members of staff: inviting them, changing their role, closing and reopening their account.

`source`: from where it was asked, as `audit.log.source_of` says it; empty where it came over no network.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import addresses, mailing
from accounts.models import User
from audit.changes import refuse_stale
from audit.log import record
from core.errors import DomainError, NotAllowed

FIELDS = ("name", "email", "role")


@transaction.atomic
def invite(*, name: str, email: str, role: str, by: User, source: str = "") -> User:
    """A new account without a password, and the mail with the link that sets one."""
    addresses.refuse_reserved(email)
    user = User.objects.create_user(email, None, name=name, role=role)
    addresses.follow_address(user)
    record("user.invited", by=by, obj=user, role=role, source=source)
    mailing.queue_invitation(user, by=by)
    return user


@transaction.atomic
def invite_again(user: User, *, by: User, source: str = "") -> None:
    user = locked(user)
    not_above(user, by=by)
    if not user.is_active:
        raise DomainError(_("This account is closed. Reopen it before you send a link."))
    record("user.invited", by=by, obj=user, role=user.role, source=source)
    mailing.queue_invitation(user, by=by)


@transaction.atomic
def change(user: User, *, name: str, email: str, role: str, by: User, version: int, source: str = "") -> User:
    """A new role ends the person's sessions at their next request."""
    user = locked(user)
    wanted = {"name": name, "email": email.strip().lower(), "role": role}
    changed = [field for field in FIELDS if getattr(user, field) != wanted[field]]
    if not changed:
        return user
    not_above(user, by=by)
    refuse_stale(user, version=version, now=user.version, action="user.changed")
    if "role" in changed:
        not_oneself(user, by=by, sentence=_("Your own role is for another administrator to change."))
    if "email" in changed:
        addresses.refuse_reserved(wanted["email"], but=user)
    was, address = user.role, user.email
    for field in changed:
        setattr(user, field, wanted[field])
    user.save(update_fields=changed)
    addresses.follow_address(user)
    if "email" in changed:
        addresses.tell_old(user, was=address)
    record("user.changed", by=by, obj=user, fields=changed, role=user.role, was=was, source=source)
    return user


@transaction.atomic
def follow_provider(user: User, *, role: str, source: str = "") -> User:
    """The role that the provider tells at a sign-in; whoever may do everything keeps theirs."""
    user = locked(user)
    if user.role == role or user.is_superuser:
        return user
    was, user.role = user.role, role
    user.save(update_fields=["role"])
    record("user.changed", by="system", obj=user, fields=["role"], role=role, was=was, source=source)
    return user


@transaction.atomic
def close(user: User, *, by: User, source: str = "") -> None:
    """The person is signed out at their next request and cannot sign in; what they did stays theirs."""
    user = locked(user)
    not_above(user, by=by)
    if not user.is_active:
        return
    not_oneself(user, by=by, sentence=_("Your own account is for another administrator to change."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("user.closed", by=by, obj=user, source=source)


@transaction.atomic
def reopen(user: User, *, by: User, source: str = "") -> None:
    user = locked(user)
    not_above(user, by=by)
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("user.reopened", by=by, obj=user, source=source)


def may_change(user: User, *, by: User) -> bool:
    """An administrator is not the superuser: a new address would take over what theirs may not open."""
    return by.is_superuser or not user.is_superuser


def not_above(user: User, *, by: User) -> None:
    if not may_change(user, by=by):
        raise NotAllowed(_("This account may do everything, so only one that may as well changes it."))


def locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def not_oneself(user: User, *, by: User, sentence: str) -> None:
    """So that one administrator is always left."""
    if user.pk == by.pk:
        raise NotAllowed(sentence, field="role")
