"""What became of a claimed row: one commit each, only while its token is still ours."""

import logging
import time
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from mail import crashpoints, kinds
from mail.answers import GIVEN_UP
from mail.models import ENDED, DeliveryAttempt, OutgoingMail, State
from mail.timing import LEASE, PATIENCE, RESENDS, SETTLE_AGAIN, pause

log = logging.getLogger(__name__)
Outcome = DeliveryAttempt.Outcome

LINK_BROKE = (OperationalError, InterfaceError)


def settle(
    mail: OutgoingMail, state: str, outcome: str, *, code: int | None = None, answer: str = "", **fields: Any
) -> bool:
    """Write what became of a row, if its token is still ours; also after the sweep called it uncertain.

    An answer that was read is not lost with the database's link: it is tried again for as long as a lease.
    """
    if state in ENDED:
        fields["ended_at"] = Now()
        if mail.secret:
            fields |= {"text": "", "html": "", "attachments": [], "headers": {}}
    until = time.monotonic() + LEASE
    while True:
        try:
            return _settled(mail, state, outcome, code=code, answer=answer, fields=fields)
        except LINK_BROKE as error:
            if connection.in_atomic_block or time.monotonic() > until:  # or: whoever opened it begins anew
                raise
            log.warning("what became of mail %s is written again: %s", mail.pk, type(error).__name__)
            time.sleep(SETTLE_AGAIN)


def _settled(
    mail: OutgoingMail, state: str, outcome: str, *, code: int | None, answer: str, fields: dict[str, Any]
) -> bool:
    with transaction.atomic():
        ours = OutgoingMail.objects.filter(
            pk=mail.pk, claim_token=mail.claim_token, state__in=[State.SENDING, State.UNCERTAIN]
        )
        error = "" if state == State.SENT else answer[:500]
        changed = ours.update(state=state, lease_until=None, smtp_code=code, error=error, **fields)
        if changed:
            DeliveryAttempt.objects.filter(token=str(mail.claim_token)).update(
                outcome=outcome, ended_at=Now(), smtp_code=code, answer=answer[:500]
            )
            if state == State.SENT:
                _say_sent(mail)
                crashpoints.here("before_sent_commit")
    return bool(changed)


def _say_sent(mail: OutgoingMail) -> None:
    """Let its kind write what follows, with the mark or not at all; the mark itself is never lost by it."""
    kind = kinds.find(mail.kind)
    if kind is None or kind.when_sent is None:
        return
    try:
        with transaction.atomic():
            kind.when_sent(mail)
    except Exception:  # an app above wrote it; the mail has gone, and nothing may say otherwise
        log.exception("what follows from mail %s could not be written", mail.pk)


def fail(mail: OutgoingMail, *, code: int | None = None, answer: str) -> None:
    settle(mail, State.FAILED, Outcome.FAILED, code=code, answer=answer, dot_at=None)


def again(mail: OutgoingMail, *, code: int | None = None, answer: str) -> None:
    """Provably unsent: later once more, for 48 hours from when it was due."""
    if OutgoingMail.objects.filter(pk=mail.pk, due_since__lt=Now() - Value(PATIENCE)).exists():
        fail(mail, code=code, answer=GIVEN_UP.format(answer=answer))
        return
    settle(
        mail, State.RETRY, Outcome.RETRY, code=code, answer=answer,
        not_before=Now() + Value(pause(mail.attempt)), dot_at=None, claim_token=None,
    )  # fmt: skip


def uncertain(mail: OutgoingMail, *, answer: str, live: bool) -> None:
    """The dot may have gone out. `live`: the sender itself tells; otherwise the sweep found the row."""
    kind = kinds.find(mail.kind)
    before = mail.attempts.filter(outcome=Outcome.UNCERTAIN).count()
    if kind is None or kind.after_uncertain == "wait" or before >= RESENDS:
        settle(mail, State.UNCERTAIN, Outcome.UNCERTAIN, answer=answer)
        return
    wait = pause(mail.attempt) if live else timedelta(0)
    settle(
        mail, State.RETRY if live else State.QUEUED, Outcome.UNCERTAIN, answer=answer,
        not_before=Now() + Value(wait), dot_at=None, claim_token=None,
    )  # fmt: skip


def lost(mail: OutgoingMail) -> None:
    """Its sender went away before the dot: at once again, and slower if that happens repeatedly."""
    if OutgoingMail.objects.filter(pk=mail.pk, due_since__lt=Now() - Value(PATIENCE)).exists():
        fail(mail, answer=gettext_noop("Given up after 48 hours: its sender stopped each time."))
        return
    wait = pause(mail.attempt - 2) if mail.attempt > 2 else timedelta(0)
    answer = gettext_noop("Its sender stopped before anything was sent.")
    settle(
        mail, State.QUEUED, Outcome.LOST, answer=answer,
        not_before=Now() + Value(wait), claim_token=None,
    )  # fmt: skip
