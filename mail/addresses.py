"""What counts as one mailbox."""

from django.core.validators import validate_email


def canonical(address: str) -> str:
    return address.strip().lower()


def validate_mailbox(value: str) -> None:
    validate_email(value)
