"""Who may do what in the outbox. Which rows: `OutgoingMail.objects.visible_to(user)`."""

from typing import Any


def can_open_outbox(user: Any) -> bool:
    return bool(user.sees_everything or user.is_hiring_manager)


def can_steer(user: Any) -> bool:
    """Hold, release, edit, cancel, send again."""
    return bool(user.sees_everything)


def can_change_letters(user: Any) -> bool:
    return bool(user.is_administrator)
