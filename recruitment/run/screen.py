"""What the launcher says: one line a step, as it happens."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


def line(text: str = "") -> None:
    with suppress(OSError):  # or to a file on a disk that is full
        print(text, flush=True)  # noqa: T201  the launcher speaks to a terminal


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  the screen is what this is for


def event(text: str) -> None:
    line(f"{time.strftime('%H:%M:%S')}  {text}")


@contextmanager
def step(name: str) -> Iterator[Callable[[str], None]]:
    """Says the name at once, what came of it when done, and how long it took."""
    began = time.monotonic()
    said: list[str] = ["ready"]
    print(f"  {name:<14}", end="", flush=True)  # noqa: T201  the screen is what this is for
    try:
        yield lambda text: said.__setitem__(0, text)
    except BaseException:  # raised again; the line that was begun is only ended
        line("stopped")
        raise
    line(f"{said[0]:<46} {time.monotonic() - began:5.1f} s")
