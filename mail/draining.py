"""Letting out what is due: at most `MAIL_SENDER_THREADS` rows at a time in one process."""

import logging
import time
from threading import BoundedSemaphore, Event, Thread

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from mail import sender
from mail.folder import FolderRelay
from mail.models import OutgoingMail, State
from mail.relay import Relay
from mail.smtp import SmtpRelay

log = logging.getLogger(__name__)
BUDGET = 300  # seconds after which a drain takes no further row; the next sweep goes on
LEFT_BEHIND = 500  # rows that one sweep takes care of

slots = BoundedSemaphore(settings.MAIL_SENDER_THREADS)
stopping = Event()


def drain() -> None:
    """Send what is due and return. A thread that a silent relay holds up holds up only itself."""
    if not slots.acquire(blocking=False):
        return
    until = time.monotonic() + BUDGET
    helpers: list[Thread] = []
    try:
        helpers = _helpers(until)
        _send_all(until)
    finally:
        slots.release()
        for helper in helpers:
            helper.join()


def _helpers(until: float) -> list[Thread]:
    due = OutgoingMail.objects.due()[: settings.MAIL_SENDER_THREADS].count()
    helpers: list[Thread] = []
    while len(helpers) < due - 1 and slots.acquire(blocking=False):
        helpers.append(Thread(target=_help, args=(until,), name=f"sender-{len(helpers)}"))
    for helper in helpers:
        helper.start()
    return helpers


def _help(until: float) -> None:
    try:
        _send_all(until)
    finally:
        slots.release()
        connection.close()


def _relay() -> Relay:
    return SmtpRelay(settings.EMAIL_URL) if settings.EMAIL_URL else FolderRelay(settings.DATA_DIR / "mail")


def _send_all(until: float) -> None:
    relay = _relay()
    try:
        while not stopping.is_set() and time.monotonic() < until:
            mail = sender.claim()
            if mail is None or not sender.deliver(mail, relay):
                return
    except Exception:  # whatever it was: what this thread left behind is a row, and the log says why
        log.exception("a sender stopped; the sweep takes care of its row")
    finally:
        relay.close()


def sweep() -> None:
    """What a sender left behind, then what is due."""
    for _ in range(LEFT_BEHIND):
        if not _take_back_one():
            break
    drain()


def _take_back_one() -> bool:
    with transaction.atomic():
        over = OutgoingMail.objects.filter(state=State.SENDING, lease_until__lt=Now())
        mail = over.select_for_update(skip_locked=True).order_by("lease_until").first()
        if mail is None:
            return False
        if mail.dot_at is None:
            sender.lost(mail)
        else:
            sender.uncertain(
                mail, answer="Its sender stopped after the final dot may have gone out.", live=False
            )
        return True
