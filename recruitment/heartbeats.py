"""Signs of life of the processes that answer no request: when each was last well, and which it is."""

import os
import socket
import time

from django.core.cache import cache

BEAT, MAIL, FILES = "beat", "mail", "files"
SILENT_AFTER = {BEAT: 120, MAIL: 60, FILES: 60}  # seconds
EVERY = 10  # seconds
_last: dict[str, float] = {}


def sign(part: str, *, host: str = "") -> None:
    """`host`: which of several it is; whoever asks without one means any of them."""
    now = time.time()
    if now - _last.get(part, 0) < EVERY:
        return
    _last[part] = now
    for key in {_key(part, host), _key(part, "")}:
        cache.set(key, now, timeout=600)


def was_heard(part: str, *, host: str = "") -> bool:
    return time.time() - float(cache.get(_key(part, host), 0)) < SILENT_AFTER[part]


def is_here(part: str) -> None:
    """Written by that process itself: one that is stopped can be told before it has been silent for long."""
    cache.set(_process(part), [socket.gethostname(), os.getpid()], timeout=None)


def process_here(part: str) -> int:
    """The one that came last; 0 when it runs on another machine, of which only its silence is known."""
    host, pid = cache.get(_process(part)) or ("", 0)
    return int(pid) if host == socket.gethostname() else 0


def _process(part: str) -> str:
    return f"process:{part}"


def _key(part: str, host: str) -> str:
    return f"heard:{part}:{host}"
