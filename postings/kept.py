"""Public pages, kept in this process for up to 30 seconds, never past an instant at which they change.

A page that everybody sees the same costs no query while it is kept. It says `no-cache`, so that a browser
asks each time and is answered 304 by its ETag.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.entries: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
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


shelf = Shelf()


def page(text: str, *, content_type: str = "text/html; charset=utf-8") -> Page:
    body = text.encode()
    return Page(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', content_type)


def answer(request: HttpRequest, page: Page) -> HttpResponseBase:
    response = HttpResponse(page.body, content_type=page.content_type)
    response.headers["ETag"] = page.etag
    response.headers["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=page.etag, response=response) or response
