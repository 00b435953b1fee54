"""Who may change what the whole house shares (design of rights: people, settings, letters: administrator)."""

from accounts.models import User


def can_change_settings(user: User) -> bool:
    return user.is_administrator
