"""Kept files behind four verbs: keep, open, remove, list what is older than. Nobody else knows a path.

`FILES_URL` says where: a folder or a bucket (`STORAGES["default"]`). Both promise the same. Bytes lie under
opaque names, whole or not at all, never under a public address. The row is written when they are kept, so
that a crash leaves bytes without a row, never a row without bytes. Each verb raises OSError where a disk is
full or a bucket does not answer.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import BinaryIO, Protocol, cast

from django.core.files.storage import default_storage

from files.store.incoming import Incoming, new_key

__all__ = [
    "MARK", "Incoming", "incoming", "keep", "mark", "new_key", "older_than", "open_", "reach", "remove",
    "set_mark",
]  # fmt: skip
MARK = "store-id"  # beside the files; no key looks like it


class Store(Protocol):
    def incoming(self, chunks: Iterable[bytes]) -> AbstractContextManager[Incoming]: ...
    def fetch(self, key: str) -> BinaryIO: ...
    def remove(self, *keys: str) -> None: ...
    def older_than(self, age: timedelta) -> Iterator[str]: ...
    def reach(self) -> None: ...


_store = cast(Store, default_storage)


def incoming(chunks: Iterable[bytes]) -> AbstractContextManager[Incoming]:
    """Write the chunks where nobody finds them, to be judged; they are gone at the end unless kept."""
    return _store.incoming(chunks)


def keep(content: bytes) -> str:
    """Keep bytes that we made ourselves; the key."""
    with incoming([content]) as arrived:
        return arrived.keep()


def open_(key: str) -> BinaryIO:
    """A file of this machine, with a descriptor. Raises FileNotFoundError if nothing has that key."""
    return _store.fetch(key)


def remove(*keys: str) -> None:
    """What is gone already is no error."""
    _store.remove(*keys)


def older_than(age: timedelta) -> Iterator[str]:
    """Keys of ours, and names of what was never finished; whatever else lies there is not ours to list."""
    return _store.older_than(age)


def mark() -> str:
    """What tells this store from any other; empty where nobody wrote it down. Raises OSError."""
    try:
        with open_(MARK) as file:
            return file.read(100).decode(errors="replace").strip()
    except FileNotFoundError:
        return ""


def set_mark(mark: str) -> None:
    with incoming([f"{mark}\n".encode()]) as arrived:
        arrived.keep(MARK)


def reach() -> None:
    """Raises OSError if the folder cannot be written or the bucket does not answer; writes nothing."""
    _store.reach()
