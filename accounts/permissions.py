"""Who may change what everybody shares: people, settings and letters are the administrators'."""

from accounts.models import User


def can_change_settings(user: User) -> bool:
    return user.is_administrator
