"""The leases of the rows that this process is sending, made longer for as long as it lives.

A lease is short, so that the rows of a process that was killed are free again soon, whatever it was waiting
for. One thread for all of them: whatever stops a process stops this thread with it.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import Error, connection
from django.db.models import Value
from django.db.models.functions import Now

from mail.models import OutgoingMail, State
from mail.timing import LEASE, RENEW, seconds

log = logging.getLogger(__name__)

_held: dict[object, tuple[UUID, float]] = {}  # whose row, and until when by this process's own clock
_lock = threading.Lock()
_keeper: threading.Thread | None = None


@contextmanager
def kept(mail: OutgoingMail, *, at_most: float) -> Iterator[None]:
    """A claimed row stays ours within, for `at_most` seconds: then its sender counts as stuck."""
    global _keeper
    token = mail.claim_token
    assert token
    hold = object()  # one row may be held twice for a moment, when one thread hands it to another
    with _lock:
        _held[hold] = token, time.monotonic() + at_most
        if _keeper is None or not _keeper.is_alive():  # a forked child has only its own thread
            _keeper = threading.Thread(target=_keep, name="leases", daemon=True)
            _keeper.start()
    try:
        yield
    finally:
        with _lock:
            _held.pop(hold, None)


def _keep() -> None:
    global _keeper
    while True:
        time.sleep(RENEW)
        with _lock:
            ours = {token for token, until in _held.values() if until > time.monotonic()}
            if not ours:
                _keeper = None
                return
        try:
            for token in ours:  # a statement each, so that it never holds one row and waits for another
                renew(token)
        except Error as error:  # the next round comes well before the leases end
            log.warning("leases were not made longer: %s", type(error).__name__)
        finally:
            connection.close()


def renew(token: UUID) -> bool:
    """A lease that is over stays over."""
    ours = OutgoingMail.objects.filter(claim_token=token, state=State.SENDING, lease_until__gt=Now())
    return bool(ours.update(lease_until=Now() + Value(seconds(LEASE))))
