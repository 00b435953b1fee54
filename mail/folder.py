"""Without a relay each mail becomes one file, in the same steps: the rename is the final dot."""

import os
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from mail import crashpoints
from mail.answers import WRITTEN
from mail.relay import NoAnswer, Unreachable, describe

AGE = timedelta(hours=1)


def remove_unfinished(folder: Path) -> None:
    """What was being written when its sender was killed; the mail itself goes its way from the database."""
    for path in folder.glob("*.making"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - AGE.total_seconds():
                path.unlink()


class FolderRelay:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written = ""

    def start(self, *, sender: str, receiver: str) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(describe(error)) from error

    def transmit(self, data: bytes, *, name: str) -> None:
        """`name` is the Message-ID: a second copy takes the place of the first."""
        final = self.folder / f"{name.strip('<>').replace('/', '_')}.eml"
        making = final.with_suffix(".making")
        try:
            self._written(making, data)
        except OSError as error:
            making.unlink(missing_ok=True)
            raise Unreachable(describe(error)) from error
        crashpoints.here("after_dot_at")
        try:
            making.rename(final)
            crashpoints.here("after_dot")
            self._sync_folder()
        except OSError as error:
            raise NoAnswer(describe(error)) from error
        self.written = final.name

    def answers_within(self, seconds: float) -> bool:
        return True

    def answer(self, *, patience: float) -> tuple[int, str]:
        return 250, WRITTEN.format(file=self.written)

    def set_aside(self) -> "FolderRelay":
        return self

    def reset(self) -> None:
        """Nothing was begun."""

    def abort(self) -> None:
        """A disk does not keep silent."""

    def close(self) -> None:
        """There is no connection."""

    def _written(self, making: Path, data: bytes) -> None:
        with making.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def _sync_folder(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
