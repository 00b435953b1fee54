"""What the person of an application sent besides: they are one person by one address."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Window

from accounts.models import User
from applications.models import Application

MOST = 20
ROW = [  # what a line says of one
    *("code", "name", "outcome", "submitted_at", "candidate"),
    *("posting__title", "posting__time_zone", "stage__name", "stage__kind"),
]


@dataclass(frozen=True)
class Others:
    """`more`: how many there are beyond `rows`."""

    rows: Sequence[Application] = ()
    more: int = 0


def others(application: Application, *, user: User) -> Others:
    """The newest of those that `user` may see, withdrawn and contested ones among them. One query."""
    theirs = Application.objects.visible_to(user).filter(candidate=application.candidate_id)
    counted = theirs.exclude(pk=application.pk).annotate(total=Window(Count("pk")))
    rows = list(counted.select_related("posting", "stage").only(*ROW)[:MOST])
    return Others(rows, rows[0].total - len(rows)) if rows else Others()
