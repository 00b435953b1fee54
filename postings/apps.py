from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig


class PostingsConfig(AppConfig):
    name = "postings"

    def ready(self) -> None:
        from mail import scopes

        scopes.register(_scopes)


def _scopes(user: Any) -> Iterator[str]:
    """The mails that a hiring manager reads in the outbox are those of their own postings."""
    from postings.models import Membership

    for posting_id in Membership.objects.filter(user=user).values_list("posting_id", flat=True):
        yield f"posting:{posting_id}"
