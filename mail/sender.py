"""Sending: claim, ask the guard, talk to the relay, commit before the dot, commit after the answer.

Each step is a commit of its own and no transaction is open while a relay is spoken to. A row belongs to
the sender that holds its token until the lease ends, which is made longer while its process lives
(`mail.leases`); a sender that was asleep longer finds its token gone.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Thread, Timer

from django.db import DatabaseError, connection
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from mail import crashpoints, kinds, leases, message
from mail.answers import CANNOT_BE_BUILT, REASON_UNREAD
from mail.models import DeliveryAttempt, OutgoingMail, State
from mail.relay import Dropped, NoAnswer, Refused, Relay, Unreachable
from mail.settling import again, fail, settle, uncertain
from mail.timing import AFTER_DOT, GIVE_UP, LEASE, SILENT, seconds

log = logging.getLogger(__name__)
Outcome = DeliveryAttempt.Outcome

LISTENING = 64  # so many connections may be silent after the dot while others are made
listening = BoundedSemaphore(LISTENING)


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
    with _ours(mail, relay, at_most=GIVE_UP):
        return _talk(mail, relay, data, until=began + GIVE_UP)


@contextmanager
def _ours(mail: OutgoingMail, relay: Relay, *, at_most: float) -> Iterator[None]:
    """For so many seconds the row stays claimed; then whoever waits for the relay waits no more."""
    watchdog = Timer(at_most, relay.abort)
    watchdog.daemon = True
    watchdog.start()
    try:
        with leases.kept(mail, at_most=at_most):
            yield
    finally:
        watchdog.cancel()


def _talk(mail: OutgoingMail, relay: Relay, data: bytes, *, until: float) -> bool:
    try:
        relay.start(sender=mail.from_address, receiver=mail.to)
        crashpoints.here("after_rcpt")
        if not commit_dot(mail):
            relay.reset()
            return True
        relay.transmit(data, name=mail.message_id)
    except Dropped as error:
        again(mail, answer=str(error))
    except Unreachable as error:
        again(mail, answer=str(error))
        return False
    except (Refused, NoAnswer) as error:
        _not_taken(mail, error)
    else:
        until = min(until, time.monotonic() + AFTER_DOT)
        if relay.answers_within(min(SILENT, until - time.monotonic())) or not _set_aside(mail, relay, until):
            _listen(mail, relay, until=until)
    return True


def _set_aside(mail: OutgoingMail, relay: Relay, until: float) -> bool:
    """Let another thread listen, so that the sender goes on with the next mail on a new connection."""
    if time.monotonic() > until or not listening.acquire(blocking=False):
        return False
    Thread(target=_listen_aside, args=(mail, relay.set_aside(), until), name=f"listens-{mail.pk}").start()
    return True


def _listen_aside(mail: OutgoingMail, relay: Relay, until: float) -> None:
    try:
        with _ours(mail, relay, at_most=until - time.monotonic()):
            _listen(mail, relay, until=until)
    except Exception:  # whatever it was: what this thread left behind is a row, and the log says why
        log.exception("the answer about mail %s could not be written; the sweep takes care of it", mail.pk)
    finally:
        listening.release()
        relay.close()
        connection.close()


def _listen(mail: OutgoingMail, relay: Relay, *, until: float) -> None:
    try:
        code, answer = relay.answer(patience=max(until - time.monotonic(), 1))
    except (Refused, NoAnswer) as error:
        _not_taken(mail, error)
        return
    crashpoints.here("after_250")
    settle(mail, State.SENT, Outcome.SENT, code=code, answer=answer, sent_at=Now())
    crashpoints.here("after_sent")


def _not_taken(mail: OutgoingMail, error: Refused | NoAnswer) -> None:
    if isinstance(error, NoAnswer):
        uncertain(mail, answer=str(error), live=True)
    else:
        (again if error.for_now else fail)(mail, code=error.code, answer=error.answer)


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
