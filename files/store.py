"""Bytes on disk, under opaque names: written whole or not at all, never under a public path.

A file is streamed to a temporary name inside the store, synced, hashed, and only then renamed to its key.
The row is written afterwards, so that a crash leaves bytes without a row, never a row without bytes.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import default_storage

TEMPORARY = "0"  # a folder whose name fits the pattern of all others


class Incoming:
    """A file on its way in: complete and synced under a temporary name, not yet kept."""

    def __init__(self, path: Path, *, size: int, sha256: str) -> None:
        self.path = path
        self.size = size
        self.sha256 = sha256

    def open(self) -> BinaryIO:
        return self.path.open("rb")

    def keep(self) -> str:
        """Give it its key. After this the bytes survive a crash."""
        key = new_key()
        target = _path(key)
        _make_folders(target.parent)
        os.rename(self.path, target)
        _sync_folder(target.parent)
        return key


@contextmanager
def incoming(chunks: Iterable[bytes]) -> Iterator[Incoming]:
    """Write the chunks under a temporary name, which is gone at the end unless `keep()` was called."""
    folder = _path(TEMPORARY)
    _make_folders(folder)
    path = folder / secrets.token_hex(16)
    digest = hashlib.sha256()
    size = 0
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
            for chunk in chunks:
                sink.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            sink.flush()
            os.fsync(sink.fileno())
        yield Incoming(path, size=size, sha256=digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)


def put(content: bytes) -> str:
    """Keep bytes that we made ourselves; the key."""
    with incoming([content]) as arrived:
        return arrived.keep()


def open_(key: str) -> BinaryIO:
    return _path(key).open("rb")


def remove(*keys: str) -> None:
    for key in keys:
        _path(key).unlink(missing_ok=True)


def keys_older_than(age: timedelta) -> Iterator[str]:
    root, before = _path(""), time.time() - age.total_seconds()
    for path in root.glob("*/*"):
        if path.is_file() and path.stat().st_mtime < before:
            yield path.relative_to(root).as_posix()


def new_key() -> str:
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:]}"


def _path(key: str) -> Path:
    return Path(default_storage.path(key))


def _make_folders(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
