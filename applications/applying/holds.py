"""Who holds a draft: one browser at a time. A hold is its id and its epoch; every request compares them.

An address is not a person until its mailbox answered: whoever typed it keeps the draft for as long as nobody
opens it by a link that was mailed there. From then on it is theirs, and nobody else sees what is typed in it.
"""

from dataclasses import dataclass

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from applications.models import Draft
from applications.models.draft import DraftQuerySet
from core.errors import Conflict


@dataclass(frozen=True)
class Hold:
    draft: int
    epoch: int


class Elsewhere(Conflict):
    """The mailbox answered, so that another browser holds the draft by now."""

    def __init__(self) -> None:
        said = _("This draft was opened by its link on another device, and goes on there.")
        nothing = _("Nothing was saved just now.")
        super().__init__(f"{said} {nothing}")


def held_by(holds: list[Hold]) -> Q:
    """Drafts that these holds open."""
    found = Q(pk__in=[])
    for hold in holds:
        found |= Q(pk=hold.draft, epoch=hold.epoch)
    return found


def lost_by(holds: list[Hold]) -> DraftQuerySet:
    """Drafts that a browser held until they were opened in another one."""
    return Draft.objects.filter(pk__in=[hold.draft for hold in holds]).exclude(held_by(holds))


def take_over(drafts: DraftQuerySet) -> bool:
    """Their mailbox has answered: every hold so far ends. Whether there was one to take over."""
    return bool(drafts.unsent().update(epoch=F("epoch") + 1, proved_at=Now()))


def end(drafts: DraftQuerySet) -> None:
    """Nobody holds them; their links still open them."""
    drafts.update(epoch=F("epoch") + 1)


def readdress(row: Draft) -> None:
    """A locked draft gets another address: all its links end, and every hold but that of who says so."""
    row.epoch += 1
    row.proved_at = None
    row.links.all().delete()
