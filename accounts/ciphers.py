"""What has to be read again, but not by whoever only has the database: its key is made of SECRET_KEY."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.errors import DomainError


class Unreadable(DomainError):
    """It was written with a SECRET_KEY that is not here any more, not even among SECRET_KEY_FALLBACKS."""


def encrypt(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    try:
        return _keys().decrypt(text.encode()).decode()
    except InvalidToken as error:
        sentence = _("Your second factor cannot be read any more. Ask an administrator to reset it.")
        raise Unreadable(sentence) from error


def _keys() -> MultiFernet:
    """Writes with the first, reads with any."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    digest = salted_hmac("accounts.ciphers", "", secret=secret, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(digest))
