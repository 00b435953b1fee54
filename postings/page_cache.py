"""A cache of public pages in this process: entries last up to 30 seconds, never past a change.

A page that everybody sees the same costs no query while it is cached. It says `no-cache`, so that a browser
asks each time and is answered 304 by its ETag. A change on the desk touches one file, by which the
other processes of this host clear their caches at once; on other hosts the 30 seconds hold.
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

MAX_AGE = 30.0  # seconds
MAX_ENTRIES = 512  # the oldest leaves first, so that nobody fills the memory by asking for everything


@dataclass(frozen=True)
class CacheEntry:
    value: Any
    expires_at: float  # by the clock of the cache


@dataclass(frozen=True)
class Page:
    body: bytes
    etag: str
    content_type: str = "text/html; charset=utf-8"


class PageCache:
    def __init__(self, clock: Callable[[], float] = time.monotonic, *, stamp: Path | None = None) -> None:
        """`stamp`: a file whose time of change tells every process of the host to clear its cache."""
        self.clock = clock
        self.stamp = stamp
        self.stamped = 0
        self.entries: OrderedDict[Hashable, CacheEntry] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], CacheEntry]) -> CacheEntry:
        self._clear_if_stamped()
        entry = self.entries.get(key)
        if entry is None or entry.expires_at <= self.clock():
            entry = self.entries[key] = make()
            while len(self.entries) > MAX_ENTRIES:
                self.entries.popitem(last=False)
        return entry

    def expiry(self, asked: float, *, now: datetime, changes_at: datetime | None) -> float:
        """`asked`: this clock before the query was sent; `now`: the database's in its answer.

        So an entry expires rather too early than too late.
        """
        left = MAX_AGE if changes_at is None else (changes_at - now).total_seconds()
        return asked + min(MAX_AGE, left)

    def clear(self) -> None:
        self.entries.clear()

    def invalidate(self) -> None:
        """To be called when a change of what is shown has been committed."""
        self.clear()
        if self.stamp is not None:
            with suppress(OSError):  # the 30 seconds hold
                self.stamp.touch()

    def _clear_if_stamped(self) -> None:
        try:
            stamped = os.stat(self.stamp).st_mtime_ns if self.stamp else 0
        except OSError:
            stamped = 0
        if stamped != self.stamped:
            self.stamped = stamped
            self.clear()


pages = PageCache(stamp=settings.DATA_DIR / "postings.changed")


def page(text: str, *, content_type: str = "text/html; charset=utf-8") -> Page:
    body = text.encode()
    return Page(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', content_type)


def answer(request: HttpRequest, page: Page) -> HttpResponseBase:
    response = HttpResponse(page.body, content_type=page.content_type)
    response.headers["ETag"] = page.etag
    response.headers["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=page.etag, response=response) or response
