"""One database, one store: both hold one mark, so a copy that keeps its files elsewhere does not start."""

import secrets
from datetime import timedelta

from django.db import transaction

from files import store
from files.models import StoredFile, StoreMark

CONSENT = "adopt"
LATEST = 20
FUTURE = timedelta(days=1)  # clocks differ; the youngest file counts, too


class NotOurs(Exception):
    """`recruitment/run/whose_files.py` says it in words."""


class Elsewhere(NotOurs):
    """The files of this database lie in another place."""


class Foreign(NotOurs):
    """The files here are those of another database."""


def settle() -> None:
    """At a start. The first one writes the mark down on both sides. Raises NotOurs, and OSError."""
    with transaction.atomic():
        new = secrets.token_hex(16)
        row, is_new = StoreMark.objects.get_or_create(pk=1, defaults={"mark": new})  # who comes second waits
        there = store.mark()
        if there == row.mark:
            return
        if not is_new and there != CONSENT:
            raise Elsewhere
        if is_new and there != CONSENT and not _belong_together():
            raise Foreign
        if is_new and there and there != CONSENT:
            row.mark = there
            row.save(update_fields=["mark"])
        else:
            store.set_mark(row.mark)


def is_ours() -> bool:
    """Not where another folder lies, say the one below a disk that is not mounted. Raises OSError."""
    known = StoreMark.objects.filter(pk=1).first()
    return known is None or known.mark == store.mark()


def _belong_together() -> bool:
    """No mark is in the database: it is new, or an older version wrote it."""
    latest = StoredFile.objects.order_by("-id").values_list("key", flat=True)[:LATEST]
    if not latest:
        return next(iter(store.older_than(-FUTURE)), None) is None
    return any(_is_there(key) for key in latest)


def _is_there(key: str) -> bool:
    try:
        store.open_(key).close()
    except FileNotFoundError:
        return False
    return True
