"""How they hear of a decision: by its letter, or in another way that somebody writes down.

*Told* is one column of the decision. It is written once, and what it says is not undone.
"""

from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from applications import consequences
from applications.consequences import Consequence
from applications.models import Application, Decision
from applications.outcomes import OURS, TERMS, Outcome
from applications.transitions import door
from audit import log
from core.actor import By
from core.errors import DomainError
from core.languages import speaking
from core.sweeping import sweep
from core.words import moment_in_words
from mail import outbox
from mail.models import OutgoingMail, State
from postings.models import Posting


def taken_along(application: Application) -> list[Consequence]:
    """What its letter says of what the decision takes with it; asked before that happens."""
    with speaking(application.language):
        return consequences.of(application)


def write_letter(decision: Decision, *, application: Application, taking: list[Consequence]) -> None:
    """In the transaction of the decision; `application` is locked, with its posting."""
    with speaking(application.language):
        decision.letter = outbox.queue(
            kind=decision.terms.letter,
            dedupe_key=letter_key(decision),
            about=application,
            scope=application.posting,
            headers=application.posting.reply_to,
            **_letter(decision, application=application, taking=taking),
        )
    decision.save(update_fields=["letter"])


def letter_to_come(application: Application, *, kind: Outcome) -> tuple[str, str]:
    """Subject and text of the letter that this decision would have now."""
    with speaking(application.language):
        context = _context(application, taking=consequences.of(application))
    return outbox.preview(kind=TERMS[kind].letter, language=application.language, context=context)


def is_born_held(kind: Outcome, *, posting: Posting) -> bool:
    """Whether its letter waits until a person releases it."""
    waits = TERMS[kind].waits
    return waits is None or (kind in OURS and posting.letters_wait)


def write_letter_again(application: Application, *, by: By, version: int) -> Application:
    """The cancelled letter of the decision that stands; it waits as it did the first time."""
    with transaction.atomic():
        row, _now = door.lock(application)
        door.refuse_stale(row, version=version)
        decision = _of_ours(row)
        refuse_told(decision, application=row)
        letter = _letter(decision, application=row, taking=taken_along(row))
        with speaking(row.language):
            outbox.write_again(dedupe_key=letter_key(decision), by=by, **letter)
    return row


def tell_another_way(application: Application, *, how: str, by: User, version: int) -> Application:
    """Record that somebody told them, since the letter does not. It cannot be undone then.

    A letter that failed is cancelled with it; one that waits has to be cancelled by a person first.
    """
    with transaction.atomic():
        row, now = door.lock(application)
        how = " ".join(how.split())
        decision = _of_ours(row)
        if decision.told_by_id == by.pk and decision.told_how == how:
            return row
        door.refuse_stale(row, version=version)
        refuse_told(decision, application=row)
        if not how:
            raise DomainError(_("Say how they were told."))
        _give_up_letter(decision, by=by)
        untold = Decision.objects.filter(pk=decision.pk, told_at=None)
        if not untold.update(told_at=now, told_by=by, told_how=how):
            raise DomainError(str(outbox.THE_LETTER_HAS_GONE))
        log.record("application.told", by=by, obj=row, version=row.version, decision=decision.pk)
    return row


def told_by_letter(letter: OutgoingMail) -> None:
    """What follows when a decision's letter was sent, in the transaction that marks it so."""
    _write_down(Decision.objects.filter(letter=letter))


def catch_up() -> int:
    """Sent letters of which their decisions do not know, should that ever have failed; answers how many."""
    behind = Decision.objects.standing().filter(told_at=None, letter__state=State.SENT).order_by("id")
    return sweep("catch up telling", behind, lambda one: _write_down(behind.filter(pk=one.pk)))


def _write_down(decisions: "QuerySet[Decision]") -> int:
    sent = OutgoingMail.objects.sent().filter(pk=OuterRef("letter"))
    known = decisions.filter(told_at=None, letter__state=State.SENT)
    return known.update(told_at=Subquery(sent.values("sent_at")))


def letter_key(decision: Decision) -> str:
    """Of the letter that it has, else of the one that it gets."""
    return decision.letter.dedupe_key if decision.letter else f"decision:{decision.pk}"


def call_back(decision: Decision, *, by: By, why: str) -> None:
    """The letter does not go any more; `DomainError` once it has gone or is going."""
    outbox.cancel(dedupe_key=letter_key(decision), by=by, why=why)


def refuse_told(decision: Decision, *, application: Application) -> None:
    if decision.told_at and decision.told_by:
        when = moment_in_words(decision.told_at, application.posting.time_zone)
        told = _("The applicant has been told already: {how}. {name} wrote it down on {when}.")
        raise DomainError(told.format(how=decision.told_how, name=decision.told_by.name, when=when))
    if decision.is_told:
        raise DomainError(str(outbox.THE_LETTER_HAS_GONE))


def _of_ours(row: Application) -> Decision:
    decision = row.decision
    if decision is None or not decision.is_ours:
        raise DomainError(_("No decision of ours stands here, so there is no letter and nothing to tell."))
    return decision


def _letter(decision: Decision, *, application: Application, taking: list[Consequence]) -> dict[str, Any]:
    """To whom it goes, what stands in it, and when it is due."""
    is_held = is_born_held(Outcome(decision.kind), posting=application.posting)
    return {
        "to": application.email,
        "language": application.language,
        "context": _context(application, taking=taking),
        "attachments": [file for one in taking for file in one.attachments],
        "not_before": outbox.HELD if is_held else decision.terms.waits,
    }


def _context(application: Application, *, taking: list[Consequence]) -> dict[str, str]:
    return {
        "name": application.name,
        "posting": application.posting.title,
        "reference": application.code,
        "also": "\n\n".join(one.told for one in taking),
    }


def _give_up_letter(decision: Decision, *, by: User) -> None:
    """Who is told another way gets no letter any more, unless one may have arrived."""
    if decision.letter is None or decision.letter.state == State.UNCERTAIN:
        return
    if decision.letter.is_waiting:
        raise DomainError(_("The letter still waits in the outbox and would tell them too. Cancel it first."))
    call_back(decision, by=by, why=gettext_noop("The applicant was told another way."))
