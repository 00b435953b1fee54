"""The one door: nothing else changes the stage or the outcome of an application.

Every verb locks the row, refuses with a sentence, and writes row, transition, audit entry and mail in one
transaction. Doing it twice does it once. Lock order: posting, application, interview, mail.
"""

from datetime import datetime
from typing import Any

from django.db.models.functions import Now

from accounts.models import User
from applications.models import Application, Transition
from applications.signals import moved, moving
from audit import log
from core.actor import By
from core.errors import Conflict, DomainError
from core.words import moment_in_words
from postings.models import Posting


def lock(application: Application) -> tuple[Application, datetime]:
    """The row as it is now, locked, with its posting, and the database's clock after the lock."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    posting = Posting.objects.annotate(clock=Now()).get(pk=row.posting_id)
    row.posting = posting
    return row, posting.clock


def is_my_doing(row: Application, *, by: By, version: int) -> bool:
    """It is as asked already: nobody changed it since, or the same person asked twice."""
    if row.version == version:
        return True
    last = row.transitions.first()
    return last is not None and last.by == (by if isinstance(by, User) else None)


def refuse_stale(row: Application, *, version: int) -> None:
    if row.version == version:
        return
    last = row.transitions.select_related("by", "to_stage").first()
    if last is None:
        raise Conflict("This application was changed after you opened it. Nothing of yours was done.")
    when = moment_in_words(last.at, row.posting.time_zone)
    raise Conflict(f"{last.sentence} on {when}, after you opened it. Nothing of yours was done.")


def refuse_decided(row: Application) -> None:
    if row.outcome == Application.Outcome.WITHDRAWN:
        raise DomainError("The applicant has withdrawn this application, so it cannot be changed any more.")
    if row.outcome == Application.Outcome.REJECTED:
        raise DomainError("This application is rejected. Undo the rejection first.")
    if row.outcome:
        raise DomainError("This application has an outcome already.")


def transition(row: Application, *, by: By, at: datetime, **changes: Any) -> Transition:
    """What is about to happen, not saved yet. What `changes` does not name stays as it is."""
    kept = {"to_stage": row.stage, "to_outcome": row.outcome}
    return Transition(
        application=row,
        at=at,
        by=by if isinstance(by, User) else None,
        from_stage=row.stage,
        from_outcome=row.outcome,
        version=row.version + 1,
        **{**kept, **changes},
    )


def write(row: Application, transition: Transition, action: str, *, by: By, fields: list[str]) -> None:
    moving.send(Application, application=row, transition=transition)
    row.version = transition.version
    row.save(update_fields=[*fields, "version"])
    transition.save()
    log.record(
        action,
        by=by,
        obj=row,
        version=row.version,
        from_stage=transition.from_stage_id,
        to_stage=transition.to_stage_id,
        outcome=row.outcome,
    )
    moved.send(Application, application=row, transition=transition)
