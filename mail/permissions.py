"""Who may do what in the outbox (design §2). Which rows: `OutgoingMail.objects.visible_to(user)`."""

from typing import Any

from mail.models import OutgoingMail


def can_open_outbox(user: Any) -> bool:
    return bool(user.sees_everything or user.is_hiring_manager)


def can_steer(user: Any, mail: OutgoingMail | None = None) -> bool:
    """Hold, release, edit, cancel, send again."""
    return bool(user.sees_everything)


def can_change_letters(user: Any) -> bool:
    return bool(user.is_administrator)
