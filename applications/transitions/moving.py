"""From stage to stage."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, Transition
from applications.transitions import door
from core.actor import By
from core.errors import DomainError
from postings.models import Stage


def move(application: Application, *, to: Stage, by: By, version: int) -> Application:
    """To another stage of the same posting, forwards or back, while there is no outcome."""
    with transaction.atomic():
        row, now = door.lock(application)
        if row.is_live and row.stage_id == to.pk and door.is_my_doing(row, by=by, version=version):
            return row
        door.refuse_stale(row, version=version)
        door.refuse_decided(row)
        if to.posting_id != row.posting_id:
            raise DomainError(_("That stage belongs to another posting."))
        transition = door.transition(row, by=by, at=now, to_stage=to)
        door.write(row, transition, "application.moved", by=by)
    return row


def undo(application: Application, *, by: By, version: int) -> Application:
    """Take back the move that made this version, while nobody has changed anything since.

    It stands where it stood, for as long as it had stood there.
    """
    with transaction.atomic():
        row, now = door.lock(application)
        last = row.transitions.select_related("from_stage").first()
        if last and last.undoes_id and row.transitions.filter(pk=last.undoes_id, version=version).exists():
            return row
        door.refuse_stale(row, version=version)
        if last is None or last.from_stage is None or not last.is_move:
            raise DomainError(_("That was no move, so there is nothing to take back."))
        back = door.transition(row, by=by, at=now, to_stage=last.from_stage, undoes=last)
        door.write(row, back, "application.move_undone", by=by, since=_stood_since(row, before=last))
    return row


def _stood_since(row: Application, *, before: Transition) -> datetime:
    earlier = row.transitions.filter(version__lt=before.version, to_stage=before.from_stage)
    arrivals = earlier.exclude(from_stage=before.from_stage).values_list("at", flat=True)
    return arrivals.first() or row.submitted_at
