"""The one clock that decides: the database's, at the start of the transaction."""

from datetime import datetime

from django.db import connection


def transaction_now() -> datetime:
    """CURRENT_TIMESTAMP: the same instant however often it is asked in one transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("the clock of a transaction is read inside one")
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        [now] = cursor.fetchone()
    return now
