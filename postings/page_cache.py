"""Public pages, kept in this process for up to 30 seconds, never past an instant at which they change.

A page that everybody sees the same costs no query while it is kept. It says `no-cache`, so that a browser
asks each time and is answered 304 by its ETag. A change on the desk touches one file, by which the
other processes of this host know at once that what they keep is old; for other hosts the 30 seconds hold.
"""

import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

SECONDS = 30.0
MOST = 512  # entries; the oldest leaves first, so that nobody fills the memory by asking for everything


@dataclass(frozen=True)
class Kept:
    value: Any
    until: float  # by the clock of the shelf


@dataclass(frozen=True)
class Page:
    body: bytes
    etag: str
    content_type: str = "text/html; charset=utf-8"


class Shelf:
    def __init__(self, clock: Callable[[], float] = time.monotonic, *, stamp: Path | None = None) -> None:
        self.clock = clock
        self.stamp = stamp
        self.stamped = 0
        self.entries: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        self._look_at_stamp()
        kept = self.entries.get(key)
        if kept is None or kept.until <= self.clock():
            kept = self.entries[key] = make()
            while len(self.entries) > MOST:
                self.entries.popitem(last=False)
        return kept

    def until(self, asked: float, *, now: datetime, changes_at: datetime | None) -> float:
        """`asked`: this clock before the question was put; `now`: the database's in the answer.

        So it is rather let go too early than too late.
        """
        left = SECONDS if changes_at is None else (changes_at - now).total_seconds()
        return asked + min(SECONDS, left)

    def forget(self) -> None:
        self.entries.clear()

    def changed(self) -> None:
        """To be called when a change of what is shown has been committed."""
        self.forget()
        if self.stamp is not None:
            with suppress(OSError):  # the 30 seconds hold
                self.stamp.touch()

    def _look_at_stamp(self) -> None:
        try:
            stamped = os.stat(self.stamp).st_mtime_ns if self.stamp else 0
        except OSError:
            stamped = 0
        if stamped != self.stamped:
            self.stamped = stamped
            self.forget()


shelf = Shelf(stamp=settings.DATA_DIR / "postings.changed")


def page(text: str, *, content_type: str = "text/html; charset=utf-8") -> Page:
    body = text.encode()
    return Page(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', content_type)


def answer(request: HttpRequest, page: Page) -> HttpResponseBase:
    response = HttpResponse(page.body, content_type=page.content_type)
    response.headers["ETag"] = page.etag
    response.headers["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=page.etag, response=response) or response
