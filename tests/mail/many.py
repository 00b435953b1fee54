"""Many due mails, and many who send them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from mail.models import OutgoingMail
from tests.races import race


def rows(number: int, **fields: Any) -> None:
    """Many due rows, made without rendering."""
    now = timezone.now() - timedelta(minutes=1)
    standard: dict[str, Any] = {
        "kind": "test_resend", "from_address": "jobs@example.com", "subject": "s", "text": "t",
        "html": "<p>t</p>", "not_before": now, "due_since": now,
    }  # fmt: skip
    OutgoingMail.objects.bulk_create(
        OutgoingMail(**{
            **standard, "dedupe_key": f"row:{one}", "message_id": f"<{one}@example.com>",
            "to": f"p{one}@example.com", **fields,
        })
        for one in range(number)
    )  # fmt: skip


def at_once(number: int, work: Callable[[], None]) -> None:
    assert race(lambda *_: work(), threads=number) == [[None] * number]
