"""Who may do what in the outbox. Which rows: `OutgoingMail.objects.visible_to(user)`."""

from core.actor import Actor


def can_open_outbox(user: Actor) -> bool:
    return bool(user.sees_everything or user.is_hiring_manager)


def can_steer(user: Actor) -> bool:
    """Hold, release, edit, cancel, send again."""
    return bool(user.sees_everything)


def can_change_letters(user: Actor) -> bool:
    return bool(user.is_administrator)
