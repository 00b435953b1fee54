"""The one door: nothing else changes the stage or the outcome of an application.

Every verb locks the row, refuses with a sentence, and writes row, transition, audit entry and mail in one
transaction. Doing it twice does it once. Lock order: posting, application, interview, mail.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from applications.models import Application, Transition
from applications.signals import moved, moving
from audit import log
from core.actor import By
from core.errors import Conflict, DomainError
from core.words import moment_in_words
from mail import outbox
from mail.models import OutgoingMail, State
from postings.models import Posting, Reason, Stage

REJECTION_WAITS = timedelta(minutes=10)
ANSWERED = "This application has been answered, so there is nothing left to withdraw."


def move(application: Application, *, to: Stage, by: By, version: int) -> Application:
    """To another stage of the same posting, forwards or back, while there is no outcome."""
    with transaction.atomic():
        row, now = _lock(application)
        if row.is_live and row.stage_id == to.pk and _is_my_doing(row, by=by, version=version):
            return row
        _refuse_stale(row, version=version)
        _refuse_decided(row)
        if to.posting_id != row.posting_id:
            raise DomainError("That stage belongs to another posting.")
        transition = _transition(row, by=by, at=now, to_stage=to)
        row.stage, row.stage_since = to, now
        _write(row, transition, "application.moved", by=by, fields=["stage", "stage_since"])
    return row


def reject(
    application: Application, *, reason: Reason, by: By, version: int, comment: str = ""
) -> Application:
    """Decide against it. The letter is due ten minutes later, or born held where letters wait."""
    with transaction.atomic():
        row, now = _lock(application)
        same = row.outcome == Application.Outcome.REJECTED and row.reason_id == reason.pk
        if same and _is_my_doing(row, by=by, version=version):
            return row
        _refuse_stale(row, version=version)
        _refuse_decided(row)
        if not reason.is_used:
            raise DomainError("That reason is not used any more; choose another one.")
        transition = _transition(
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
        _write(row, transition, "application.rejected", by=by, fields=fields)
        _queue_rejection(row)
    return row


def undo_rejection(application: Application, *, by: By) -> Application:
    """Back to where it stood, and the letter never goes; refused once they know, by letter or otherwise."""
    with transaction.atomic():
        row, now = _lock(application)
        if row.is_live and row.transitions.filter(version=row.version, undoes__isnull=False).exists():
            return row
        if row.outcome != Application.Outcome.REJECTED:
            raise DomainError("This application is not rejected, so there is nothing to undo.")
        _refuse_told(row)
        outbox.cancel(dedupe_key=rejection_key(row), by=by, why="The rejection was undone.")
        decision = row.transitions.get(version=row.version)
        transition = _transition(row, by=by, at=now, to_outcome="", undoes=decision)
        row.outcome, row.outcome_at, row.reason = "", None, None
        _write(
            row, transition, "application.rejection_undone", by=by, fields=["outcome", "outcome_at", "reason"]
        )
    return row


def withdraw(application: Application, *, by: By = "applicant") -> Application:
    """The applicant's own decision, at any time until they have an answer.

    A rejection that nobody was told of yields to it, or the refusal itself would tell.
    """
    with transaction.atomic():
        row, now = _lock(application)
        if row.outcome == Application.Outcome.WITHDRAWN:
            return row
        if row.outcome == Application.Outcome.REJECTED:
            _call_back_rejection(row, by=by)
        elif not row.is_live:
            raise DomainError(ANSWERED)
        transition = _transition(row, by=by, at=now, to_outcome=Application.Outcome.WITHDRAWN)
        row.outcome, row.outcome_at, row.reason = Application.Outcome.WITHDRAWN, now, None
        _write(row, transition, "application.withdrawn", by=by, fields=["outcome", "outcome_at", "reason"])
        _queue_withdrawn(row)
    return row


def write_letter_again(application: Application, *, by: By, version: int) -> Application:
    """The cancelled letter of a rejection that stands; it waits as it did the first time."""
    with transaction.atomic():
        row, _ = _lock(application)
        _refuse_stale(row, version=version)
        _refuse_unrejected(row)
        _refuse_told(row)
        outbox.write_again(dedupe_key=rejection_key(row), by=by, **_letter(row))
    return row


def tell_another_way(application: Application, *, how: str, by: User, version: int) -> Application:
    """Record that somebody told them of the rejection, since its letter does not. It cannot be undone then.

    A letter that failed is cancelled with it; one that waits has to be cancelled by a person first.
    """
    with transaction.atomic():
        row, now = _lock(application)
        how = " ".join(how.split())
        if row.told_at and (row.told_by_id, row.told_how) == (by.pk, how):
            return row
        _refuse_stale(row, version=version)
        _refuse_unrejected(row)
        _refuse_told(row)
        if not how:
            raise DomainError("Say how they were told.")
        _give_up_letter(row, by=by)
        row.told_at, row.told_by, row.told_how = now, by, how
        row.save(update_fields=["told_at", "told_by", "told_how"])
        log.record("application.told", by=by, obj=row, version=row.version)
    return row


def rejection_key(application: Application) -> str:
    return f"reject:{application.pk}:{application.decision_no}"


def withdrawn_key(application: Application) -> str:
    return f"withdrawn:{application.pk}:{application.version}"


def _lock(application: Application) -> tuple[Application, datetime]:
    """The row as it is now, locked, with its posting, and the database's clock after the lock."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    posting = Posting.objects.annotate(clock=Now()).get(pk=row.posting_id)
    row.posting = posting
    return row, posting.clock


def _is_my_doing(row: Application, *, by: By, version: int) -> bool:
    """It is as asked already: nobody changed it since, or the same person asked twice."""
    if row.version == version:
        return True
    last = row.transitions.first()
    return last is not None and last.by == (by if isinstance(by, User) else None)


def _refuse_stale(row: Application, *, version: int) -> None:
    if row.version == version:
        return
    last = row.transitions.select_related("by", "to_stage").first()
    if last is None:
        raise Conflict("This application was changed after you opened it. Nothing of yours was done.")
    when = moment_in_words(last.at, row.posting.time_zone)
    raise Conflict(f"{last.sentence} on {when}, after you opened it. Nothing of yours was done.")


def _refuse_decided(row: Application) -> None:
    if row.outcome == Application.Outcome.WITHDRAWN:
        raise DomainError("The applicant has withdrawn this application, so it cannot be changed any more.")
    if row.outcome == Application.Outcome.REJECTED:
        raise DomainError("This application is rejected. Undo the rejection first.")
    if row.outcome:
        raise DomainError("This application has an outcome already.")


def _refuse_unrejected(row: Application) -> None:
    if row.outcome != Application.Outcome.REJECTED:
        raise DomainError("This application is not rejected, so there is no letter and nothing to tell.")


def _refuse_told(row: Application) -> None:
    if row.told_at and row.told_by:
        when = moment_in_words(row.told_at, row.posting.time_zone)
        who = f"{row.told_by.name} wrote it down on {when}"
        raise DomainError(f"The applicant has been told already: {row.told_how}. {who}.")


def _transition(row: Application, *, by: By, at: datetime, **changes: Any) -> Transition:
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


def _write(row: Application, transition: Transition, action: str, *, by: By, fields: list[str]) -> None:
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


def _queue_rejection(row: Application) -> None:
    outbox.queue(
        kind="rejection",
        dedupe_key=rejection_key(row),
        about=row,
        revision=row.decision_no,
        scope=row.posting,
        headers=row.posting.reply_to,
        **_letter(row),
    )


def _letter(row: Application) -> dict[str, Any]:
    """To whom a rejection goes, what stands in it, and when it is due."""
    return {
        "to": row.email,
        "context": {"name": row.name, "posting": row.posting.title, "reference": row.code},
        "not_before": outbox.HELD if row.posting.letters_wait else REJECTION_WAITS,
    }


def _give_up_letter(row: Application, *, by: User) -> None:
    """Who is told another way gets no letter any more, unless one may have arrived."""
    letter = OutgoingMail.objects.filter(dedupe_key=rejection_key(row)).first()
    if letter is None or letter.state == State.UNCERTAIN:
        return
    if letter.is_waiting:
        raise DomainError("The letter still waits in the outbox and would tell them too. Cancel it first.")
    outbox.cancel(dedupe_key=letter.dedupe_key, by=by, why="The applicant was told another way.")


def _call_back_rejection(row: Application, *, by: By) -> None:
    if row.told_at:
        raise DomainError(ANSWERED)
    try:
        outbox.cancel(dedupe_key=rejection_key(row), by=by, why="The applicant has withdrawn.")
    except DomainError:
        raise DomainError(ANSWERED) from None


def _queue_withdrawn(row: Application) -> None:
    outbox.queue(
        kind="withdrawn",
        dedupe_key=withdrawn_key(row),
        about=row,
        revision=row.version,
        scope=row.posting,
        to=row.email,
        context={"name": row.name, "posting": row.posting.title, "reference": row.code},
        headers=row.posting.reply_to,
    )
