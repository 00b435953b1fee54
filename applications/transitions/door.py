"""The one door: nothing else changes the stage or the outcome of an application.

Every verb locks the row, refuses with a sentence, and writes row, decision, transition, audit entry and mail
in one transaction. Doing it twice does it once. Lock order: posting, application, interview, mail, decision,
since the sender marks a mail and then its decision.
"""

from datetime import datetime
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application, Transition
from applications.outcomes import TERMS, Outcome
from applications.signals import moved, moving
from audit import log
from core import versions
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
    return last is not None and last.by == author(by)


def author(by: By) -> User | None:
    """As rows name who did it: nobody is the applicant."""
    return by if isinstance(by, User) else None


def refuse_stale(row: Application, *, version: int) -> None:
    if versions.is_current(version, now=row.version):
        return
    last = row.transitions.select_related("by", "to_stage").first()
    if last is None:
        raise Conflict(_("This application was changed after you opened it. Nothing of yours was done."))
    when = moment_in_words(last.at, row.posting.time_zone)
    changed = _("{what} on {when}, after you opened it. Nothing of yours was done.")
    raise Conflict(changed.format(what=last.sentence, when=when))


def refuse_decided(row: Application) -> None:
    if row.outcome:
        raise DomainError(str(TERMS[Outcome(row.outcome)].stands))


def transition(row: Application, *, by: By, at: datetime, **changes: Any) -> Transition:
    """What is about to happen, not saved yet. What `changes` does not name stays as it is."""
    kept = {"to_stage": row.stage, "to_outcome": row.outcome}
    return Transition(
        application=row,
        at=at,
        by=author(by),
        from_stage=row.stage,
        from_outcome=row.outcome,
        version=row.version + 1,
        **{**kept, **changes},
    )


def write(
    row: Application, transition: Transition, action: str, *, by: By, since: datetime | None = None
) -> None:
    """Bring the row to where the transition leads, and tell whoever listens.

    `since`: from when it stands in its stage, if that is not from now on.
    """
    if transition.to_stage_id != row.stage_id:
        row.stage, row.stage_since = transition.to_stage, since or transition.at
    row.outcome = transition.to_outcome
    moving.send(Application, application=row, transition=transition)
    row.version = transition.version
    row.save(update_fields=["stage", "stage_since", "outcome", "version"])
    transition.save()
    log.record(
        action,
        by=by,
        obj=row,
        version=row.version,
        from_stage=transition.from_stage_id,
        to_stage=transition.to_stage_id,
        outcome=row.outcome,
        decision=transition.decision_id,
    )
    moved.send(Application, application=row, transition=transition)
