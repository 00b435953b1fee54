"""An account with a second factor, and the codes of its app."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts import ciphers
from accounts.models import User
from tests.accounts.signing_in import sign_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SECOND_STEP = "/accounts/second-step/"


def code(steps: int = 0, *, secret: str = SECRET) -> str:
    """What the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + steps))


def with_app(user: User, *, secret: str = SECRET) -> User:
    """Somebody who has one since long ago, and recovery codes."""
    Authenticator.objects.create(user=user, type="totp", data={"secret": ciphers.encrypt(secret), "step": 1})
    RecoveryCodes.activate(user)
    user.refresh_from_db()
    return user


def recovery_codes(user: User) -> list[str]:
    return RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()


def half_in(client: Client, user: User) -> Any:
    """The password was right."""
    return sign_in(client, user.email)


def step(client: Client, typed: str, **more: Any) -> Any:
    return client.post(SECOND_STEP, {"code": typed, **more})


def sign_in_with_app(client: Client, user: User) -> Any:
    half_in(client, user)
    return step(client, code())


def a_passkey(name: str = "A key") -> dict[str, Any]:
    """A row's data as a device would have made it; nobody holds its private key any more."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    credential = AttestedCredentialData.create(b"\0" * 16, b"an id", ES256.from_cryptography_key(public))
    said = AuthenticatorData.create(b"\0" * 32, 0x45, 0, credential)
    client = CollectedClientData.create("webauthn.create", b"asked", "http://localhost")
    answer = {
        "rawId": websafe_encode(b"an id"),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", said, {})),
        },
    }
    return {"name": name, "credential": answer}
