"""How much room a disk has left."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

MB = 1_000_000
FULL = 32 * MB  # two segments of PostgreSQL's log: with less it may stop at any moment
LOW = 1_000 * MB
LOW_SHARE = 0.05
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Disk:
    path: Path  # what lies on it
    left: int  # bytes that we could write
    size: int

    @property
    def is_full(self) -> bool:
        return self.left < FULL

    @property
    def is_low(self) -> bool:
        """A small disk is not low all its life."""
        return self.left < max(FULL, min(LOW, self.size * LOW_SHARE))

    @property
    def megabytes(self) -> tuple[int, int]:
        """What is left, and of how much."""
        return self.left // MB, self.size // MB

    def __str__(self) -> str:
        left, size = self.megabytes
        return f"{left} MB left of {size} MB"


def disk_of(path: Path) -> Disk:
    """Of a folder that may not be there yet. Raises OSError."""
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    found = os.statvfs(there)
    return Disk(path, found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)
