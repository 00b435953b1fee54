"""Decisions about one application: ours, the applicant's own to withdraw, and taking ours back."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from applications.models import Application, Candidate, Decision
from applications.outcomes import TERMS, Outcome, Terms
from applications.transitions import door, telling
from core.actor import By
from core.errors import DomainError
from mail.models import State
from postings.models import Reason


def decide(
    application: Application,
    *,
    kind: Outcome,
    by: User,
    version: int,
    reason: Reason | None = None,
    comment: str = "",
) -> Application:
    """Decide about it. The letter waits its time or for a person, as the terms of this kind say."""
    terms = TERMS[kind]
    with transaction.atomic():
        row, now = door.lock(application)
        standing = row.decision
        is_so = standing and (standing.kind, standing.reason_id) == (kind, reason.pk if reason else None)
        if is_so and door.is_my_doing(row, by=by, version=version):
            return row
        door.refuse_stale(row, version=version)
        if standing and standing.kind not in terms.follows:
            door.refuse_decided(row)
        _refuse_reason(reason, terms=terms)
        if standing and not standing.is_told:
            _call_back_before(standing, by=by)
        words = {"reason": reason, "comment": comment.strip()}
        decision = _put(row, kind=kind, by=by, at=now, replaces=standing, **words)
        telling.write_letter(decision, application=row, taking=telling.taken_along(row))
    return row


def withdraw(application: Application, *, by: By = "applicant") -> Application:
    """The applicant's own decision, at any time until they have an answer.

    A decision that nobody was told of yields to it, or the refusal itself would tell.
    """
    with transaction.atomic():
        row, now = door.lock(application)
        standing = row.decision
        if standing and not standing.is_ours:
            return row
        if standing:
            _refuse_answered(standing, by=by)
        taking = telling.taken_along(row)
        decision = _put(row, kind=Outcome.WITHDRAWN, by=by, at=now, replaces=standing, told_at=now)
        telling.write_letter(decision, application=row, taking=taking)
    return row


def contest(application: Application, *, by: By = "applicant") -> Application:
    """Its mailbox says that nobody there sent it: it is set aside, whatever was decided, and nobody is told.

    Refused once the mailbox has answered for it. A letter that is on its way goes.
    """
    with transaction.atomic():
        row, now = door.lock(application)
        standing = row.decision
        if standing and standing.kind == Outcome.CONTESTED:
            return row
        if row.proved_at:
            raise DomainError(
                _("This application was sent by somebody who reads this mailbox. It can be withdrawn.")
            )
        if standing and standing.is_ours and not standing.is_told:
            with suppress(DomainError):
                telling.call_back(standing, by=by, why=gettext_noop("The application was contested."))
        if standing:
            standing.overtaken = True
        _put(row, kind=Outcome.CONTESTED, by=by, at=now, replaces=standing, told_at=now)
        row.drafts.filter(is_waiting=True).update(is_waiting=False)
    return row


def undo(decision: Decision, *, by: By) -> Application:
    """Back to what stood before, and the letter never goes; refused once they know of it.

    A contest is put back, as long as nothing else of that candidate stands in this posting.
    """
    with transaction.atomic():
        if decision.kind == Outcome.CONTESTED:
            _lock_candidate(decision.application)
        row, now = door.lock(decision.application)
        decision = row.decisions.get(pk=decision.pk)
        made = row.transitions.filter(decision=decision, undoes=None).first()
        if made and row.transitions.filter(undoes=made).exists():
            return row
        if decision.undone_at:
            door.refuse_decided(row)
        if decision.kind == Outcome.CONTESTED:
            _refuse_another(row)
        else:
            _refuse_known(decision, row, by=by)
        before = decision.replaces
        _end(decision, by=by, at=now)
        if before:
            Decision.objects.filter(pk=before.pk).update(undone_at=None, undone_by=None, overtaken=False)
        transition = door.transition(
            row, by=by, at=now, to_outcome=before.kind if before else "", decision=decision, undoes=made
        )
        door.write(row, transition, "application.decision_undone", by=by)
    return row


def _put(row: Application, *, kind: Outcome, by: By, at: datetime, **fields: Any) -> Decision:
    """It stands from now on, in the place of the one that `replaces` names."""
    if fields["replaces"]:
        _end(fields["replaces"], by=by, at=at)
    decision = Decision.objects.create(application=row, kind=kind, by=door.author(by), at=at, **fields)
    transition = door.transition(row, by=by, at=at, to_outcome=kind, decision=decision)
    door.write(row, transition, f"application.{kind}", by=by)
    return decision


def _end(decision: Decision, *, by: By, at: datetime) -> None:
    decision.undone_at, decision.undone_by = at, door.author(by)
    decision.save(update_fields=["undone_at", "undone_by", "overtaken"])


def _refuse_known(decision: Decision, row: Application, *, by: By) -> None:
    if not decision.is_ours:
        raise DomainError(_("It was the applicant who withdrew; only they could have decided otherwise."))
    telling.refuse_told(decision, application=row)
    telling.call_back(decision, by=by, why=gettext_noop("The decision was undone."))


def _lock_candidate(application: Application) -> None:
    """As a submit does, and before the application as there: what its owner sends meanwhile waits."""
    Candidate.objects.select_for_update(no_key=True).get(pk=application.candidate_id)


def _refuse_another(row: Application) -> None:
    theirs = Application.objects.standing().filter(candidate=row.candidate_id, posting=row.posting_id)
    if another := theirs.first():
        sent = _("The owner of the address has applied since (reference {code}), so this one stays aside.")
        raise DomainError(sent.format(code=another.code))


def _refuse_reason(reason: Reason | None, *, terms: Terms) -> None:
    if terms.takes_reason and reason is None:
        raise DomainError(_("Choose a reason."))
    if reason and not reason.is_used:
        raise DomainError(_("That reason is not used any more; choose another one."))


def _call_back_before(standing: Decision, *, by: By) -> None:
    """Its letter must not come after that of the next decision. One that may have arrived is left alone."""
    if standing.letter and standing.letter.state != State.UNCERTAIN:
        telling.call_back(standing, by=by, why=gettext_noop("Another decision took its place."))


def _refuse_answered(standing: Decision, *, by: By) -> None:
    answered = DomainError(_("This application has been answered, so there is nothing left to withdraw."))
    if standing.is_told:
        raise answered
    try:
        telling.call_back(standing, by=by, why=gettext_noop("The applicant has withdrawn."))
    except DomainError:
        raise answered from None
