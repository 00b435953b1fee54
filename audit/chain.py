"""Each row of the log is linked to the one before it, so that a row that was changed or taken out is seen.

Links are written after the commit of their rows, by a sweep. To write them with the row would take a lock
that every verb holds until its own commit: one verb at a time, in a circle with the locks of what it changes.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from audit.models import Entry

MOST = 2000  # rows in one transaction
FIELDS = ("id", "at", "actor", "action", "object_type", "object_id", "data")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Link:
    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


BEGINNING = Link(0, "")


def after(link: Link, row: tuple[Any, ...]) -> Link:
    """The link of a row, given by its `FIELDS`. What is hashed here is never changed: old rows would not
    answer to it."""
    number = link.number + 1
    said = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in row]
    text = json.dumps([link.hash, number, *said], sort_keys=True, separators=(",", ":"))
    return Link(number, hashlib.sha256(text.encode()).hexdigest())


def extend() -> int:
    """Link what has no link; answer how many. Called by a sweep, and by many at once it is one chain."""
    done = linked = _extend()
    while linked == MOST:
        linked = _extend()
        done += linked
    if done:
        # Outside of the database, where nobody who changes its rows reaches it.
        log.info("the audit log ends with %s", head())
    return done


@transaction.atomic
def _extend() -> int:
    """The rows are locked before the chain's end is read: who comes second waits, and finds them linked."""
    waiting = Entry.objects.filter(number=None).order_by("id").select_for_update()
    rows = list(waiting[:MOST].values_list(*FIELDS))
    link, links = head(), []
    for row in rows:
        link = after(link, row)
        links.append(Entry(id=row[0], number=link.number, hash=link.hash))
    Entry.objects.bulk_update(links, ["number", "hash"], batch_size=500)
    return len(links)


def head() -> Link:
    last = Entry.objects.exclude(number=None).order_by("-number").only("number", "hash").first()
    return Link(last.number or 0, last.hash) if last else BEGINNING


class Broken(Exception):
    """`what`: "missing", "changed", "foreign" (not the known one) or "short" (it ends before the known one).

    `number`: the first row that is wrong, or the last one there is; `entry`: the id of the entry found there.
    """

    def __init__(self, what: str, *, number: int, entry: int = 0, found: int = 0) -> None:
        super().__init__(what)
        self.what, self.number, self.entry, self.found = what, number, entry, found


def verify(*, known: Link | None = None) -> Link:
    """Walk the whole chain; answer its end, or raise `Broken` at the first row that is wrong.

    `known`: an end of before. Only against one that was kept elsewhere is it seen that rows were taken off
    the end, or that somebody wrote the whole chain anew.
    """
    link = BEGINNING
    for number, kept, *row in _linked():
        if number != link.number + 1:
            raise Broken("missing", number=link.number + 1, found=number, entry=row[0])
        link = after(link, tuple(row))
        if kept != link.hash:
            raise Broken("changed", number=number, entry=row[0])
        if known and number == known.number and kept != known.hash:
            raise Broken("foreign", number=number, entry=row[0])
    if known and link.number < known.number:
        raise Broken("short", number=link.number, found=known.number)
    return link


def _linked() -> Iterator[tuple[Any, ...]]:
    """Piece by piece, so that a long log needs no memory."""
    last = 0
    rows = Entry.objects.order_by("number").values_list("number", "hash", *FIELDS)
    while piece := list(rows.filter(number__gt=last)[:MOST]):
        yield from piece
        last = piece[-1][0]


def unlinked() -> int:
    return Entry.objects.filter(number=None).count()
