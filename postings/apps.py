from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig


class PostingsConfig(AppConfig):
    name = "postings"

    def ready(self) -> None:
        from mail import scopes
        from postings.models import Posting

        scopes.register(Posting, _of_their_own)


def _of_their_own(user: Any) -> Iterable[int]:
    """The mails that a hiring manager reads in the outbox are those of their own postings."""
    from postings.models import Membership

    return Membership.objects.filter(user=user).values_list("posting_id", flat=True)
