"""Letting out what is due: at most `MAIL_SENDER_THREADS` rows at a time in one process."""

import logging
import time
from threading import BoundedSemaphore, Event, Thread

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from core import sweeping
from mail import claiming, sender, settling
from mail.folder import FolderRelay
from mail.models import OutgoingMail, OutgoingMailQuerySet, State
from mail.relay import Relay
from mail.smtp import SmtpRelay

log = logging.getLogger(__name__)
BUDGET = 300  # seconds after which a drain takes no further row; the next sweep goes on

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
            mail = claiming.claim()
            if mail is None or not sender.deliver(mail, relay):
                return
    except Exception:  # whatever it was: what this thread left behind is a row, and the log says why
        log.exception("a sender stopped; the sweep takes care of its row")
    finally:
        relay.close()


def sweep() -> None:
    """What a sender left behind, then what is due."""
    take_back()
    drain()


def take_back() -> int:
    """Rows whose sender has not ended them in its time; answers how many."""
    return sweeping.sweep("take back mails", _left_behind().order_by("lease_until"), _take_back)


def _left_behind() -> OutgoingMailQuerySet:
    return OutgoingMail.objects.filter(state=State.SENDING, lease_until__lt=Now())


def _take_back(mail: OutgoingMail) -> None:
    row = _left_behind().select_for_update(skip_locked=True).filter(pk=mail.pk).first()
    if row is None:  # another sweep has it
        return
    if row.dot_at is None:
        settling.lost(row)
    else:
        answer = gettext_noop("Its sender stopped after the final dot may have gone out.")
        settling.uncertain(row, answer=answer, live=False)
