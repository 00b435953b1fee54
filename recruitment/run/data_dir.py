"""What the launcher keeps in DATA_DIR: the lock, the secrets it made, where sockets and logs stand."""

import fcntl
import hashlib
import os
import re
import secrets
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from core.disks import FULL, MB, Disk, disk_of
from recruitment.run.engines import SOCKET_PATH_LIMIT
from recruitment.run.refusal import Refusal

EASY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
UNFINISHED = re.compile(r"\.[a-z.-]+\.[a-z0-9_]{8}")
LONGEST_SOCKET = "pg/.s.PGSQL.5432"


@dataclass(frozen=True)
class DataDir:
    path: Path

    def prepare(self) -> None:
        try:
            for folder in (self.path, self.path / "logs"):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.path):
                pass
        except OSError as error:
            raise Refusal(f"DATA_DIR {self.path} cannot be written: {error.strerror}.") from None
        if (disk := self.disk()).is_full:
            raise Refusal(
                f"the disk of DATA_DIR {self.path} is full: {disk}, and {FULL // MB} MB are needed."
            )

    def disk(self) -> Disk:
        return disk_of(self.path)

    def lock(self) -> int:
        """Held until this process ends; it does not matter how it ends."""
        self._refuse_somebody_elses()
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + 2  # whoever only looks whether it is held lets go at once
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._remove_unfinished()
                return handle
            except OSError:
                if time.monotonic() > until:
                    raise Refusal(
                        f"another copy is running in DATA_DIR {self.path}; give this one its own DATA_DIR."
                    ) from None
                time.sleep(0.1)

    def _remove_unfinished(self) -> None:
        """What `write_private` had not finished when it was killed."""
        for path in self.path.iterdir():
            if UNFINISHED.fullmatch(path.name) and path.is_file():
                path.unlink()

    def _refuse_somebody_elses(self) -> None:
        """Two users, root among them, would make files that the other cannot read."""
        lock = self.path / "lock"
        if lock.exists() and lock.stat().st_uid != os.geteuid():
            raise Refusal(f"DATA_DIR {self.path} belongs to another user; start as that one or give another.")

    def is_locked(self) -> bool:
        try:
            handle = os.open(self.path / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(handle)
        return False

    def log(self, name: str) -> Path:
        return self.path / "logs" / f"{name}.log"

    def kept(self, name: str) -> str:
        """What stands in that file; nothing when there is none."""
        file = self.path / name
        return file.read_text().strip() if file.exists() else ""

    def secret(self, name: str) -> str:
        """Made once and readable by the owner only."""
        return self.kept(name) or self._keep(name, secrets.token_urlsafe(48))

    def password(self, name: str) -> str:
        """Like `secret`, to be read and typed by a person: 78 bits in four groups."""
        groups = ("".join(secrets.choice(EASY_LETTERS) for _ in range(4)) for _ in range(4))
        return self.kept(name) or self._keep(name, "-".join(groups))

    def _keep(self, name: str, value: str) -> str:
        write_private(self.path / name, value + "\n")
        return value

    @property
    def sockets(self) -> Path:
        """A folder for sockets; a short private one elsewhere if DATA_DIR is too long for them."""
        here = self.path / "run"
        if len(os.fsencode(here / LONGEST_SOCKET)) < SOCKET_PATH_LIMIT:
            return here
        name = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"recruitment-{os.geteuid()}-{name}"

    def make_sockets_folder(self) -> Path:
        folder = self.sockets
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()  # the one in the common temporary folder could be a trap
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise Refusal(f"{folder} belongs to somebody else; give a shorter DATA_DIR.")
        return folder

    @property
    def environment_file(self) -> Path:
        return self.path / "embedded.env"


def write_private(file: Path, text: str) -> None:
    """Whole or not at all, and never readable by anybody else."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w") as sink:
        sink.write(text)
        sink.flush()
        os.fsync(sink.fileno())
    Path(name).rename(file)
