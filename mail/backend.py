"""Nothing slips past the outbox: Django's own way of sending is closed."""

from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class RefusingBackend(BaseEmailBackend):
    """Raises at every attempt; a mail is a row (see `mail.outbox.queue`)."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        raise RuntimeError("mail leaves through mail.outbox only")
