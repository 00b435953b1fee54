"""Signs of life of the processes that answer no request: each writes down when it was last well."""

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


def _key(part: str, host: str) -> str:
    return f"heard:{part}:{host}"
