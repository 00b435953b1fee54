"""Decisions: to reject, to undo it, and the applicant's own to withdraw."""

from django.db import transaction

from applications.models import Application
from applications.transitions import door, telling
from core.actor import By
from core.errors import DomainError
from mail import outbox
from postings.models import Reason

ANSWERED = "This application has been answered, so there is nothing left to withdraw."


def reject(
    application: Application, *, reason: Reason, by: By, version: int, comment: str = ""
) -> Application:
    """Decide against it. The letter is due ten minutes later, or born held where letters wait."""
    with transaction.atomic():
        row, now = door.lock(application)
        same = row.outcome == Application.Outcome.REJECTED and row.reason_id == reason.pk
        if same and door.is_my_doing(row, by=by, version=version):
            return row
        door.refuse_stale(row, version=version)
        door.refuse_decided(row)
        if not reason.is_used:
            raise DomainError("That reason is not used any more; choose another one.")
        transition = door.transition(
            row,
            by=by,
            at=now,
            to_outcome=Application.Outcome.REJECTED,
            reason=reason,
            comment=comment.strip(),
        )
        row.outcome, row.outcome_at, row.reason = Application.Outcome.REJECTED, now, reason
        row.decision_no += 1
        fields = ["outcome", "outcome_at", "reason", "decision_no"]
        door.write(row, transition, "application.rejected", by=by, fields=fields)
        telling.queue_rejection(row)
    return row


def undo_rejection(application: Application, *, by: By) -> Application:
    """Back to where it stood, and the letter never goes; refused once they know, by letter or otherwise."""
    with transaction.atomic():
        row, now = door.lock(application)
        if row.is_live and row.transitions.filter(version=row.version, undoes__isnull=False).exists():
            return row
        if row.outcome != Application.Outcome.REJECTED:
            raise DomainError("This application is not rejected, so there is nothing to undo.")
        telling.refuse_told(row)
        outbox.cancel(dedupe_key=telling.rejection_key(row), by=by, why="The rejection was undone.")
        decision = row.transitions.get(version=row.version)
        transition = door.transition(row, by=by, at=now, to_outcome="", undoes=decision)
        row.outcome, row.outcome_at, row.reason = "", None, None
        door.write(
            row, transition, "application.rejection_undone", by=by, fields=["outcome", "outcome_at", "reason"]
        )
    return row


def withdraw(application: Application, *, by: By = "applicant") -> Application:
    """The applicant's own decision, at any time until they have an answer.

    A rejection that nobody was told of yields to it, or the refusal itself would tell.
    """
    with transaction.atomic():
        row, now = door.lock(application)
        if row.outcome == Application.Outcome.WITHDRAWN:
            return row
        if row.outcome == Application.Outcome.REJECTED:
            _call_back_rejection(row, by=by)
        elif not row.is_live:
            raise DomainError(ANSWERED)
        transition = door.transition(row, by=by, at=now, to_outcome=Application.Outcome.WITHDRAWN)
        row.outcome, row.outcome_at, row.reason = Application.Outcome.WITHDRAWN, now, None
        door.write(
            row, transition, "application.withdrawn", by=by, fields=["outcome", "outcome_at", "reason"]
        )
        telling.queue_withdrawn(row)
    return row


def _call_back_rejection(row: Application, *, by: By) -> None:
    if row.told_at:
        raise DomainError(ANSWERED)
    try:
        outbox.cancel(dedupe_key=telling.rejection_key(row), by=by, why="The applicant has withdrawn.")
    except DomainError:
        raise DomainError(ANSWERED) from None
