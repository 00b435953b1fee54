from django.db import transaction

from core.doorbell import ring


def poke() -> None:
    ring("mail.tasks.drain_outbox")


def poke_on_commit() -> None:
    """Once for each transaction, however many mails it queues."""
    connection = transaction.get_connection()
    if not any(entry[1] is poke for entry in connection.run_on_commit):
        transaction.on_commit(poke, robust=True)
