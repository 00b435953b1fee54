"""Sending: claim, ask the guard, talk to the relay, commit before the dot, commit after the answer.

Each step is a commit of its own and no transaction is open while a relay is spoken to. A row belongs to
the sender that holds its token until the lease ends, which is made longer while its process lives
(`mail.leases`); a sender that was asleep longer finds its token gone.
"""

import logging
import time
from threading import Timer

from django.db import DatabaseError
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from mail import crashpoints, kinds, leases, message
from mail.answers import CANNOT_BE_BUILT, REASON_UNREAD
from mail.models import DeliveryAttempt, OutgoingMail, State
from mail.relay import Dropped, NoAnswer, Refused, Relay, Unreachable
from mail.settling import again, fail, settle, uncertain
from mail.timing import AFTER_DOT, GIVE_UP, LEASE, seconds

log = logging.getLogger(__name__)
Outcome = DeliveryAttempt.Outcome


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
