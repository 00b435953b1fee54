"""How allauth's second factors behave here."""

from allauth.mfa.adapter import DefaultMFAAdapter

from accounts import ciphers
from accounts.models import Organisation


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return ciphers.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return ciphers.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What the app calls us."""
        return Organisation.current().name
