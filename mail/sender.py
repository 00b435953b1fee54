"""Sending: claim, ask the guard, talk to the relay, commit before the dot, commit after the answer.

Each step is a commit of its own and no transaction is open while a relay is spoken to. A row belongs to
the sender that holds its token until the lease ends, which is made longer while its process lives
(`mail.leases`); a sender that was asleep longer finds its token gone.
"""

import logging
import time
import uuid
from datetime import timedelta
from threading import Timer
from typing import Any

from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from core.sweeping import put_aside
from mail import crashpoints, kinds, leases, message
from mail.answers import CANNOT_BE_BUILT, GIVEN_UP, REASON_UNREAD
from mail.models import ENDED, DeliveryAttempt, OutgoingMail, State
from mail.relay import Dropped, NoAnswer, Refused, Relay, Unreachable
from mail.timing import AFTER_DOT, GIVE_UP, LEASE, PATIENCE, RESENDS, SETTLE_AGAIN, pause, seconds

log = logging.getLogger(__name__)
Outcome = DeliveryAttempt.Outcome

CLAIMING = "claim mails"
DUE = """
SELECT id FROM mail_outgoingmail AS mail
WHERE state IN ('queued', 'retry') AND not_before <= statement_timestamp() AND {which}
AND mail.id::text <> ALL (ARRAY(
    SELECT "row" FROM core_sweepfailure WHERE sweep = %(claiming)s AND next_try_at > statement_timestamp()
))
ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
NEXT = "COALESCE(({brief}), ({any}))".format(  # the second is not looked for while there is a first
    brief=DUE.format(which="kind = ANY (%(brief)s)"), any=DUE.format(which="TRUE")
)
CLAIM = """
WITH claimed AS (
    UPDATE mail_outgoingmail
    SET state = 'sending', attempt = attempt + 1, claim_token = %(token)s, dot_at = NULL,
        first_tried_at = COALESCE(first_tried_at, statement_timestamp()),
        lease_until = statement_timestamp() + make_interval(secs => %(lease)s)
    WHERE id = {which}
    RETURNING *
), forgotten AS (
    DELETE FROM core_sweepfailure
    WHERE sweep = %(claiming)s AND "row" IN (SELECT id::text FROM claimed)
)
SELECT * FROM claimed
"""
CLAIM_NEXT = CLAIM.format(which=NEXT)
CLAIM_ONE = CLAIM.format(which="%(id)s")
LINK_BROKE = (OperationalError, InterfaceError)
BROKEN_ROW = (DataError, IntegrityError, InternalError)


def claim() -> OutgoingMail | None:
    """The row that has been due longest and that nobody else holds, for `LEASE` seconds; what is of use only
    briefly comes before all others.

    One that the database refuses to change is put aside, so that it does not stand before all others.
    """
    try:
        with transaction.atomic():
            mail = _claimed(CLAIM_NEXT)
    except BROKEN_ROW:
        mail = _claim_beside_broken_rows()
    if mail:
        crashpoints.here("after_claim")
    return mail


def _claim_beside_broken_rows() -> OutgoingMail | None:
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {NEXT}", {"claiming": CLAIMING, "brief": kinds.brief()})
            (found,) = cursor.fetchone()
            if found is None:
                return None
            try:
                with transaction.atomic():
                    return _claimed(CLAIM_ONE, id=found)
            except BROKEN_ROW as error:
                put_aside(CLAIMING, found, error)


def _claimed(statement: str, **which: int) -> OutgoingMail | None:
    token = uuid.uuid4()
    given = {"token": token, "lease": LEASE, "claiming": CLAIMING, "brief": kinds.brief(), **which}
    rows = list(OutgoingMail.objects.raw(statement, given))
    if not rows:
        return None
    DeliveryAttempt.objects.create(mail=rows[0], number=rows[0].attempt, token=token)
    crashpoints.here("before_claim_commit")
    return rows[0]


def deliver(mail: OutgoingMail, relay: Relay) -> bool:
    """Bring a claimed row to its next state. False if the relay does not talk to us at all."""
    began = time.monotonic()
    try:
        reason = why_not(mail)
        data = b"" if reason else message.build(mail)
    except DatabaseError:
        raise
    except kinds.GuardFailed as error:
        again(mail, answer=str(error))
        return True
    except Exception as error:  # noqa: BLE001  whatever the library finds wrong will stay wrong
        log.error("mail %s cannot be built: %s", mail.pk, type(error).__name__)
        fail(mail, answer=CANNOT_BE_BUILT.format(error=type(error).__name__))
        return True
    if reason:
        settle(mail, State.CANCELLED, Outcome.CANCELLED, answer=reason)
        return True
    watchdog = Timer(GIVE_UP, relay.abort)
    watchdog.daemon = True
    watchdog.start()
    try:
        with leases.kept(mail, at_most=GIVE_UP):
            return _talk(mail, relay, data, began)
    finally:
        watchdog.cancel()


def _talk(mail: OutgoingMail, relay: Relay, data: bytes, began: float) -> bool:
    try:
        relay.start(sender=mail.from_address, receiver=mail.to)
        crashpoints.here("after_rcpt")
        if not commit_dot(mail):
            relay.reset()
            return True
        patience = min(AFTER_DOT, GIVE_UP - (time.monotonic() - began))
        code, answer = relay.transmit(data, name=mail.message_id, patience=max(patience, 1))
    except Refused as refusal:
        (again if refusal.for_now else fail)(mail, code=refusal.code, answer=refusal.answer)
        return True
    except Dropped as error:
        again(mail, answer=str(error))
        return True
    except Unreachable as error:
        again(mail, answer=str(error))
        return False
    except NoAnswer as error:
        uncertain(mail, answer=str(error), live=True)
        return True
    crashpoints.here("after_250")
    settle(mail, State.SENT, Outcome.SENT, code=code, answer=answer, sent_at=Now())
    crashpoints.here("after_sent")
    return True


def why_not(mail: OutgoingMail) -> str:
    """Is there still a reason to send it? Reads, and locks nothing."""
    kind = kinds.find(mail.kind)
    if kind is None:  # a newer release wrote it, and its own worker will come
        raise kinds.GuardFailed(gettext_noop("This release does not know this kind of letter."))
    row = OutgoingMail.objects.filter(pk=mail.pk)
    if kind.useful_for and row.filter(due_since__lt=Now() - Value(kind.useful_for)).exists():
        return gettext_noop("It was due too long ago to be of any use.")
    try:
        return kind.guard(mail) if kind.guard else ""
    except DatabaseError:
        raise
    except Exception as error:  # an app above wrote the guard; none of its mistakes may stop the other mails
        log.exception("the guard of mail %s failed", mail.pk)
        raise kinds.GuardFailed(REASON_UNREAD.format(error=type(error).__name__)) from error


def commit_dot(mail: OutgoingMail) -> bool:
    """From here on the dot may have been sent; a whole lease is left. False if the row is no longer ours."""
    ours = OutgoingMail.objects.filter(
        pk=mail.pk, claim_token=mail.claim_token, state=State.SENDING, lease_until__gt=Now()
    )
    return bool(ours.update(dot_at=Now(), lease_until=Now() + Value(seconds(LEASE))))


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
