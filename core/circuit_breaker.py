"""The circuit breaker of this process around Redis: open while it is known not to answer, for a few seconds.

While it is open nobody calls, so one waits and spares the others. It stays open for longer than a sign-in
takes with its hash, so that no request waits twice.
"""

import time

LENGTH = 3.0  # seconds

_open_until = 0.0


def open() -> None:
    global _open_until
    _open_until = time.monotonic() + LENGTH


def close() -> None:
    global _open_until
    _open_until = 0.0


def is_open() -> bool:
    return time.monotonic() < _open_until
