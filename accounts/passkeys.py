"""Asking a browser for a passkey, and judging what it answers. allauth and fido2 know WebAuthn.

Each question is asked for one purpose, is answered once, within five minutes, and from BASE_URL alone; the
person is always verified by the device, so that a passkey is worth a password and a second factor.
"""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from fido2.utils import websafe_decode

from accounts.models import User
from core.errors import Invalid

ASKED = "staff_passkey_asked"  # in the session: what for, and when
WAITS = timedelta(minutes=5)
PORTS = {"https": 443, "http": 80}


def ask_for_new(request: HttpRequest, user: User) -> str:
    """The options for `navigator.credentials.create`, as JSON."""
    return _asked(request, "new", auth.begin_registration(user, True))


def ask(request: HttpRequest, purpose: str, user: User | None = None) -> str:
    """The options for `navigator.credentials.get`; without `user`, of whomever the browser has one for."""
    return _asked(request, purpose, auth.begin_authentication(user))


def _asked(request: HttpRequest, purpose: str, options: dict[str, Any]) -> str:
    request.session[ASKED] = [purpose, timezone.now().timestamp()]
    return json.dumps(options)


def judge_new(request: HttpRequest, answer: Any) -> None:
    """Raises `Invalid` unless it is a new passkey of this browser, for what was asked."""
    _judged(request, "new", answer, lambda: auth.complete_registration(answer))


def judge(request: HttpRequest, purpose: str, answer: Any, user: User | None = None) -> Authenticator:
    """The passkey that answered; without `user` its own words say whose it is."""

    def whose() -> Authenticator:
        found = auth.complete_authentication(user or auth.extract_user_from_response(answer), answer)
        return Authenticator.objects.select_related("user").get(pk=found.pk)

    found: Authenticator = _judged(request, purpose, answer, whose)
    return found


def _judged(request: HttpRequest, purpose: str, answer: Any, look: Any) -> Any:
    asked, at = request.session.pop(ASKED, ["", 0])
    is_late = timezone.now().timestamp() - at >= WAITS.total_seconds()
    try:
        if asked != purpose or is_late or _origin_of(answer) != _our_origin():
            raise ValueError(asked)
        return look()
    except Exception as error:  # a stranger's bytes, and four parsers that raise what they like
        raise Invalid(_("That did not work. Try it once more.")) from error
    finally:
        request.session.pop(auth.STATE_SESSION_KEY, None)


def _origin_of(answer: Any) -> str:
    said = json.loads(websafe_decode(answer["response"]["clientDataJSON"]))
    return str(said["origin"])


def _our_origin() -> str:
    parts = urlsplit(settings.BASE_URL)
    port = f":{parts.port}" if parts.port not in {None, PORTS.get(parts.scheme)} else ""
    return f"{parts.scheme}://{parts.hostname}{port}"
