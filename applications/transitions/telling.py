"""How they hear of it: the letter of a decision, or another way that somebody writes down."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from applications.models import Application
from applications.transitions import door
from audit import log
from core.actor import By
from core.errors import DomainError
from core.words import moment_in_words
from mail import outbox
from mail.models import OutgoingMail, State

REJECTION_WAITS = timedelta(minutes=10)


def write_letter_again(application: Application, *, by: By, version: int) -> Application:
    """The cancelled letter of a rejection that stands; it waits as it did the first time."""
    with transaction.atomic():
        row, _ = door.lock(application)
        door.refuse_stale(row, version=version)
        _refuse_unrejected(row)
        refuse_told(row)
        outbox.write_again(dedupe_key=rejection_key(row), by=by, **_letter(row))
    return row


def tell_another_way(application: Application, *, how: str, by: User, version: int) -> Application:
    """Record that somebody told them of the rejection, since its letter does not. It cannot be undone then.

    A letter that failed is cancelled with it; one that waits has to be cancelled by a person first.
    """
    with transaction.atomic():
        row, now = door.lock(application)
        how = " ".join(how.split())
        if row.told_at and (row.told_by_id, row.told_how) == (by.pk, how):
            return row
        door.refuse_stale(row, version=version)
        _refuse_unrejected(row)
        refuse_told(row)
        if not how:
            raise DomainError("Say how they were told.")
        _give_up_letter(row, by=by)
        row.told_at, row.told_by, row.told_how = now, by, how
        row.save(update_fields=["told_at", "told_by", "told_how"])
        log.record("application.told", by=by, obj=row, version=row.version)
    return row


def rejection_key(application: Application) -> str:
    return f"reject:{application.pk}:{application.decision_no}"


def queue_rejection(row: Application) -> None:
    outbox.queue(
        kind="rejection",
        dedupe_key=rejection_key(row),
        about=row,
        revision=row.decision_no,
        scope=row.posting,
        headers=row.posting.reply_to,
        **_letter(row),
    )


def withdrawn_key(application: Application) -> str:
    return f"withdrawn:{application.pk}:{application.version}"


def queue_withdrawn(row: Application) -> None:
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


def _refuse_unrejected(row: Application) -> None:
    if row.outcome != Application.Outcome.REJECTED:
        raise DomainError("This application is not rejected, so there is no letter and nothing to tell.")


def refuse_told(row: Application) -> None:
    if row.told_at and row.told_by:
        when = moment_in_words(row.told_at, row.posting.time_zone)
        who = f"{row.told_by.name} wrote it down on {when}"
        raise DomainError(f"The applicant has been told already: {row.told_how}. {who}.")


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
