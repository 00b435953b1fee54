"""The number beside the outbox in the desk's menu."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mail.models import OutgoingMail
from mail.permissions import can_steer


def letters_for_me(request: HttpRequest) -> dict[str, Any]:
    """How many wait for somebody who can steer them; asked only by pages that show the menu."""
    return {"letters_for_me": SimpleLazyObject(lambda: _count(request))}


def _count(request: HttpRequest) -> int:
    user = request.user
    if not user.is_authenticated or not can_steer(user):
        return 0
    return OutgoingMail.objects.visible_to(user).for_a_person().count()
