"""From stage to stage."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
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
