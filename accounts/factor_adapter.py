"""How allauth's second factors behave here."""

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from accounts import ciphers
from accounts.models import Organisation


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return ciphers.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return ciphers.decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the host of BASE_URL, whatever host was asked."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": Organisation.current().name}

    def get_totp_issuer(self) -> str:
        """What the app calls us."""
        return Organisation.current().name
