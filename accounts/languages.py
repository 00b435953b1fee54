"""The language of a member of staff."""

from accounts.models import Organisation, User


def language_of(user: User, *, organisation: Organisation | None = None) -> str:
    """Their own, else the organisation's; who writes to many people reads the organisation once."""
    return user.language or (organisation or Organisation.current()).language


def choose(user: User, *, language: str) -> None:
    """An empty `language` follows the organisation. Nothing to record: it is a matter of their own."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
