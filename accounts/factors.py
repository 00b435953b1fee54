"""Second factors: an app that shows codes, recovery codes, and passkeys. allauth's `mfa` keeps them.

Each app and passkey that comes or goes counts the account's epoch up (a trigger), so every session of the
account ends at its next request; whoever changed their own goes on in theirs (`sessions.go_on_after`).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import ciphers, mailing
from accounts.models import User
from accounts.people import locked, not_above, not_oneself
from audit.log import record
from core.actor import By
from core.errors import DomainError, Invalid, TooMany

APP, CODES, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES, Authenticator.Type.WEBAUTHN
MOST_PASSKEYS = 10
GUESSES = 5  # wrong codes for one account, from wherever, within
WINDOW = timedelta(minutes=15)
DRIFT = 1  # steps of 30 seconds that the clock of a telephone may be off


class TooManyCodes(TooMany):
    retry_after = int(WINDOW.total_seconds())


@dataclass
class Factors:
    """What an account has."""

    app: Authenticator | None = None
    codes: Authenticator | None = None
    passkeys: list[Authenticator] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Recovery codes alone are none."""
        return self.app is not None or bool(self.passkeys)

    @property
    def count(self) -> int:
        return len(self.passkeys) + (self.app is not None)

    @property
    def codes_left(self) -> int:
        if self.codes is None:
            return 0
        return int(app_settings.RECOVERY_CODE_COUNT - self.codes.data["used_mask"].bit_count())


def of(user: User) -> Factors:
    return _sorted(Authenticator.objects.filter(user_id=user.pk).order_by("pk"))


def _sorted(rows: Any) -> Factors:
    found = Factors()
    for row in rows:
        if row.type == APP:
            found.app = row
        elif row.type == CODES:
            found.codes = row
        else:
            found.passkeys.append(row)
    return found


@transaction.atomic
def add_app(user: User, *, secret: str, code: str, source: str) -> None:
    """`secret`: what the person's app was given. A right code shows that it has it."""
    locked(user)
    if of(user).app:
        raise DomainError(_("This account has an app already. Remove that one first."))
    step = _step_of(code, secret=secret, after=0)
    if step is None:
        raise Invalid(_("This is not the code that belongs to this picture now."), field="code")
    data = {"secret": ciphers.encrypt(secret), "step": step}
    Authenticator.objects.create(user=user, type=APP, data=data)
    record("user.factor_added", by=user, obj=user, kind="app", source=source)
    if not of(user).codes:
        _make_codes(user, source=source)


@transaction.atomic
def add_passkey(user: User, *, name: str, answer: dict[str, Any], source: str) -> None:
    """`answer`: what `passkeys.judge_new` let pass; it holds a public key and no secret."""
    locked(user)
    found = of(user)
    if len(found.passkeys) >= MOST_PASSKEYS:
        raise DomainError(_("That is as many passkeys as an account can have. Remove one first."))
    Authenticator.objects.create(user=user, type=PASSKEY, data={"name": name, "credential": answer})
    record("user.factor_added", by=user, obj=user, kind="passkey", source=source)
    if not found.codes:
        _make_codes(user, source=source)


@transaction.atomic
def make_codes(user: User, *, source: str) -> None:
    """New recovery codes; those from before open nothing any more."""
    locked(user)
    if not of(user):
        raise DomainError(_("Recovery codes go with a second factor. Add one first."))
    Authenticator.objects.filter(user=user, type=CODES).delete()
    _make_codes(user, source=source)


def _make_codes(user: User, *, source: str) -> None:
    RecoveryCodes.activate(user)
    record("user.recovery_codes_made", by=user, obj=user, source=source)


def codes_to_write_down(user: User) -> list[str]:
    """Those that were not used yet."""
    row = of(user).codes
    return RecoveryCodes(row).get_unused_codes() if row else []


@transaction.atomic
def remove(user: User, factor: Authenticator, *, source: str) -> None:
    """One's own. The last one stays where the organisation asks for one; recovery codes go with it."""
    locked(user)
    found = of(user)
    if factor not in [found.app, *found.passkeys]:
        return
    if found.count > 1:
        factor.delete()
    elif settings.REQUIRE_SECOND_FACTOR:
        sentence = _("Your organisation asks for a second factor. Add another one before you remove this.")
        raise DomainError(sentence)
    else:
        Authenticator.objects.filter(user=user).delete()
    kind = "app" if factor.type == APP else "passkey"
    record("user.factor_removed", by=user, obj=user, kind=kind, source=source)


@transaction.atomic
def reset(user: User, *, by: By, source: str = "") -> None:
    """For whoever lost theirs: they sign in with the password alone once more, and add another one.

    `by`: an administrator, or `system` for whoever sits at the server.
    """
    user = locked(user)
    if isinstance(by, User):
        not_above(user, by=by)
        not_oneself(user, by=by, sentence=_("You change your own under “Second factor” beside your name."))
    gone, _each = Authenticator.objects.filter(user=user).delete()
    if gone:
        record("user.factor_reset", by=by, obj=user, source=source)
        user.refresh_from_db(fields=["epoch"])
        mailing.queue_factor_reset(user, by=by if isinstance(by, User) else None)


@transaction.atomic
def try_code(user: User, code: str) -> Authenticator | None:
    """The factor whose code this is, or None; a code is right once. Raises `TooManyCodes`.

    Wrong ones are counted in the row and not in the cache, so that they are while Redis is gone.
    """
    mine = Authenticator.objects.select_for_update().filter(user=user, type__in=[APP, CODES])
    found = _sorted(mine.order_by("pk"))
    counts = found.app or found.codes
    if counts is None:
        return None
    now = timezone.now().timestamp()
    wrong = [at for at in counts.data.get("wrong", []) if now - at < WINDOW.total_seconds()]
    if len(wrong) >= GUESSES:
        sentence = _("Too many wrong codes. Signing in waits for up to 15 minutes now.")
        raise TooManyCodes(sentence, field="code")
    right = _right(found, code)
    if right is None:
        counts.data["wrong"] = [*wrong, now]
        counts.save(update_fields=["data"])
        return None
    counts.refresh_from_db(fields=["data"])  # the right one may have written on it
    counts.data.pop("wrong", None)
    counts.save(update_fields=["data"])
    return right


def _right(found: Factors, code: str) -> Authenticator | None:
    app = found.app
    if app is not None:
        step = _step_of(code, secret=ciphers.decrypt(app.data["secret"]), after=app.data.get("step", 0))
        if step is not None:
            app.data["step"] = step
            app.save(update_fields=["data"])
            return app
    if found.codes is not None and RecoveryCodes(found.codes).validate_code(code):
        return found.codes
    return None


def _step_of(code: str, *, secret: str, after: int) -> int | None:
    """Of 30 seconds each; only one that is later than what was used before."""
    now = int(timezone.now().timestamp()) // app_settings.TOTP_PERIOD
    for step in range(max(now - DRIFT, after + 1), now + DRIFT + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


@transaction.atomic
def reencrypt() -> int:
    """With the SECRET_KEY of now, so that the one before can leave SECRET_KEY_FALLBACKS."""
    rows = Authenticator.objects.select_for_update().exclude(type=PASSKEY).order_by("pk")
    for row in rows:
        name = "secret" if row.type == APP else "seed"
        row.data[name] = ciphers.encrypt(ciphers.decrypt(row.data[name]))
        row.save(update_fields=["data"])
    return len(rows)
