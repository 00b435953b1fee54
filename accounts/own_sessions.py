"""Where somebody is signed in: looking, ending one, ending all. allauth's `usersessions` has a row for each.

When it began and was last used stands in the session itself, which is written at most once a minute anyway:
no request costs a write more. No address is kept, only what the browser calls itself.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import locked, not_above
from accounts.sessions import has_ended
from audit.log import record

NOWHERE = "0.0.0.0"  # noqa: S104  the column wants an address; we keep none
BROWSERS = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
]  # fmt: skip
SYSTEMS = [
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
]  # fmt: skip


@dataclass(frozen=True)
class OwnSession:
    number: int
    device: str
    since: datetime
    seen: datetime
    is_this: bool


def begin(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Called at each sign-in; what is left of ended ones goes."""
    if not request.session.session_key:
        request.session.save()
    mine = UserSession.objects.filter(user=user)
    mine.exclude(session_key__in=Session.objects.values("session_key")).delete()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": user, "ip": NOWHERE, "user_agent": request.headers.get("user-agent", "")[:200]},
    )


def of(user: User, *, this: str) -> list[OwnSession]:
    """Those that are open, the newest first. `this`: the key of the one that asks."""
    rows = list(UserSession.objects.filter(user=user).order_by("-pk"))
    keys = [row.session_key for row in rows]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    stamps = {one.session_key: one.get_decoded() for one in alive}
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    is_open = [row for row in rows if _is_open(stamps.get(row.session_key), hashes)]
    found = [_as_shown(row, stamps[row.session_key], this=this) for row in is_open]
    return sorted(found, key=lambda one: (not one.is_this, -one.seen.timestamp()))


def _is_open(data: dict[str, Any] | None, hashes: list[str]) -> bool:
    if data is None or has_ended(data):
        return False
    return any(constant_time_compare(data.get(HASH_SESSION_KEY, ""), one) for one in hashes)


def _as_shown(row: UserSession, data: dict[str, Any], *, this: str) -> OwnSession:
    since, seen = (datetime.fromtimestamp(data[name], tz=UTC) for name in ("staff_since", "staff_seen"))
    return OwnSession(row.pk, device(row.user_agent), since, seen, row.session_key == this)


def device(agent: str) -> str:
    """What a browser calls itself, in words that its owner knows."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return _("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or _("An unknown browser")


@transaction.atomic
def end(user: User, number: int, *, source: str) -> str:
    """One of one's own; the key that it had, or nothing if there was none."""
    row = UserSession.objects.select_for_update().filter(user=user, pk=number).first()
    if row is None:
        return ""
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
    record("user.session_ended", by=user, obj=user, source=source)
    return str(row.session_key)


@transaction.atomic
def end_all(user: User, *, by: User, source: str = "") -> None:
    """Also those that began before there were rows for them: the account's epoch counts up."""
    user = locked(user)
    not_above(user, by=by)
    User.objects.filter(pk=user.pk).update(endings=F("endings") + 1)
    record("user.sessions_ended", by=by, obj=user, source=source)
