"""Filters kept under a name: one's own, and those shared with the team of a posting."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from applications.permissions import works_on
from core.errors import Invalid, NotAllowed
from postings.models import Posting
from screening.filters import Unchecked
from screening.models import SavedView

SHOWN = 8  # in the menu: each costs a count
COUNTED = 1_000  # up to so many, and then "1,000 or more"


@dataclass(frozen=True)
class Counted:
    view: SavedView
    count: int
    is_more: bool


def visible_to(user: User) -> "QuerySet[SavedView]":
    """One's own, and those shared with a posting that one works on."""
    shared = Q(shared_with__in=Posting.objects.visible_to(user))
    return SavedView.objects.filter(Q(owner=user) | shared).select_related("owner", "shared_with")


def counted(user: User) -> list[Counted]:
    """The views of the menu, each with how many it finds for this person: one query for all the counts."""
    views = list(visible_to(user)[:SHOWN])
    counts = [_count(view, user=user) for view in views]
    if not counts:
        return []
    first, *others = counts
    found = {row["view"]: row["count"] for row in first.union(*others, all=True)}
    numbers = [found.get(view.pk, 0) for view in views]  # one that cannot be asked has none
    return [
        Counted(view, min(number, COUNTED), is_more=number > COUNTED)
        for view, number in zip(views, numbers, strict=True)
    ]


def _count(view: SavedView, *, user: User) -> Any:
    asked = Unchecked(QueryDict(view.query), user=user)
    rows = asked.rows() if asked.is_valid() else Application.objects.none()
    some = Application.objects.filter(pk__in=rows.order_by().values("pk")[: COUNTED + 1]).order_by()
    named = some.annotate(view=Value(view.pk, output_field=IntegerField())).values("view")
    return named.annotate(count=Count("pk"))


def save(*, by: User, name: str, query: str, shared_with: Posting | None = None) -> SavedView:
    """Refused where another one of theirs has the name, or the posting is not theirs to share with."""
    if shared_with and not works_on(by, shared_with):
        raise NotAllowed(_("Views are shared with the team of a posting by whoever works on it."))
    try:
        with transaction.atomic():
            return SavedView.objects.create(owner=by, name=name, query=query, shared_with=shared_with)
    except IntegrityError:
        sentence = _("You have a view called “{name}” already. Choose another name.")
        raise Invalid(sentence.format(name=name), field="name") from None


def remove(view: SavedView, *, by: User) -> None:
    """One's own; whoever else sees it asks its owner."""
    if view.owner_id != by.pk:
        raise NotAllowed(_("This view belongs to {name}.").format(name=view.owner.name))
    view.delete()
