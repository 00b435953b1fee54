"""The doorbell: sooner than the next sweep, and never a reason to wait or to fail."""

import logging

from django.db import transaction

log = logging.getLogger(__name__)


def poke() -> None:
    from mail.tasks import drain_outbox

    try:
        drain_outbox.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001  whatever the broker has, the sweep will come
        log.warning("the doorbell did not ring: %s", type(error).__name__)


def poke_on_commit() -> None:
    """Once for each transaction, however many mails it queues."""
    connection = transaction.get_connection()
    if not any(entry[1] is poke for entry in connection.run_on_commit):
        transaction.on_commit(poke, robust=True)
