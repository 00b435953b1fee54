"""A file on its way in, the same for every store: measured while it is written, and named by chance."""

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterable
from typing import BinaryIO

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{30}")


class Incoming:
    """Complete under a temporary name, or under none; not yet kept."""

    def __init__(self, source: BinaryIO, *, size: int, sha256: str, admit: Callable[[str], None]) -> None:
        self._source = source
        self._admit = admit
        self.size = size
        self.sha256 = sha256

    def open(self) -> BinaryIO:
        """To be read from its beginning, with a descriptor that may be handed on: it cannot write."""
        file = os.fdopen(os.dup(self._source.fileno()), "rb")
        file.seek(0)
        return file

    def keep(self, key: str = "") -> str:
        """Give it its key, a new one unless told. After this the bytes survive a crash. Raises OSError."""
        key = key or new_key()
        self._admit(key)
        return key


def new_key() -> str:
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:]}"


def pour(chunks: Iterable[bytes], sink: BinaryIO) -> tuple[int, str]:
    """Write everything; how many bytes, and their SHA-256."""
    digest = hashlib.sha256()
    size = 0
    for chunk in chunks:
        sink.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    sink.flush()
    return size, digest.hexdigest()
