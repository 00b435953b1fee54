"""What is on its way to or from the store, in files of this machine that have no name.

They are nobody else's to read, and a process that is killed takes them along: the kernel frees them. Where a
file system cannot make a file without a name, one has its name until it is open, and is empty until then.
"""

import logging
import os
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

log = logging.getLogger(__name__)
AGE = timedelta(minutes=1)


def nameless() -> BinaryIO:
    """To be written and read. Raises OSError."""
    return cast(BinaryIO, tempfile.TemporaryFile(dir=_folder()))


def nameless_twice() -> tuple[BinaryIO, BinaryIO]:
    """One such file to write it and to read it. Raises OSError."""
    handle, path = tempfile.mkstemp(dir=_folder())
    try:
        return open(handle, "w+b"), open(path, "rb")
    finally:
        os.unlink(path)


def remove_left() -> int:
    """What killed processes left behind; how many. At each start, and every hour."""
    before, removed = time.time() - AGE.total_seconds(), 0
    try:
        for path in _folder().iterdir():
            with suppress(FileNotFoundError):  # its own process was quicker
                if path.is_file() and path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
    except OSError:  # no reason not to start
        log.exception("temporary files could not be removed")
    if removed:
        log.warning("%s temporary files of killed processes were removed", removed)
    return removed


def _folder() -> Path:
    folder = Path(settings.TEMPORARY_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
