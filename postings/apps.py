from collections.abc import Iterable

from django.apps import AppConfig

from core.actor import Actor


class PostingsConfig(AppConfig):
    name = "postings"

    def ready(self) -> None:
        from mail import scopes
        from postings.models import Posting

        scopes.register(Posting, _of_their_own)


def _of_their_own(user: Actor) -> Iterable[int]:
    """The mails that a hiring manager reads in the outbox are those of their own postings."""
    from postings.models import Membership

    return Membership.objects.filter(user_id=user.pk).values_list("posting_id", flat=True)
