"""Kept files in a folder of this machine.

A file is streamed to a temporary name inside the folder, synced, hashed, and only then renamed to its key.
"""

import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO, NoReturn

from django.core.files.storage import FileSystemStorage

from files.store.incoming import KEY, Incoming, pour

TEMPORARY = "0"  # a folder whose name fits the pattern of all others
HALF_WRITTEN = re.compile(TEMPORARY + "/[0-9a-f]{32}")


class Folder(FileSystemStorage):
    @contextmanager
    def incoming(self, chunks: Iterable[bytes]) -> Iterator[Incoming]:
        folder = self._place(TEMPORARY)
        _make_folders(folder)
        path = folder / secrets.token_hex(16)
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
                size, sha256 = pour(chunks, sink)
                os.fsync(sink.fileno())
            with path.open("rb") as source:
                yield Incoming(source, size=size, sha256=sha256, admit=partial(self._admit, path))
        finally:
            path.unlink(missing_ok=True)

    def fetch(self, key: str) -> BinaryIO:
        return self._place(key).open("rb")

    def remove(self, *keys: str) -> None:
        for key in keys:
            self._place(key).unlink(missing_ok=True)

    def older_than(self, age: timedelta) -> Iterator[str]:
        root, before = self._place(""), time.time() - age.total_seconds()
        for path in root.glob("*/*"):
            key = path.relative_to(root).as_posix()
            if KEY.fullmatch(key) or HALF_WRITTEN.fullmatch(key):
                with suppress(FileNotFoundError):  # renamed or removed since it was listed
                    if path.stat().st_mtime < before:
                        yield key

    def reach(self) -> None:
        root = self._place("")
        _make_folders(root)
        if not os.access(root, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(f"the folder {root} cannot be written")

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("a kept file has no address")

    def _admit(self, path: Path, key: str) -> None:
        target = self._place(key)
        _make_folders(target.parent)
        os.rename(path, target)
        _sync_folder(target.parent)

    def _place(self, key: str) -> Path:
        return Path(self.path(key))


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
