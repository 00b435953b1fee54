"""CVs are sent while web processes are killed, and all of it afterwards: nothing of nobody's may be left."""

import hashlib
import os
import secrets
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

from tests.faults.house import House
from tests.faults.table import Seen
from tests.stack import wait_for
from tests.upgrades import applying
from tests.upgrades.visitor import Visitor

SLUG = "head-of-it-operations"  # of the sample
CV = applying.CVS / "s01_maja_testholm_rendercv_classic.pdf"
TRIES = 4
TWO_HOURS = 2 * 3600 + 60  # seconds
HEAD = (
    "POST /accounts/login/ HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: csrf={token}\r\n"
    "Content-Length: 9000000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n"
    '--x\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n\r\n'
)
KEYS = "SELECT key FROM files_storedfile UNION SELECT key FROM files_pageimage"
OF_NOBODY = """
SELECT name FROM files_storedfile file
WHERE NOT EXISTS (SELECT 1 FROM applications_draft WHERE cv_id = file.id)
AND NOT EXISTS (SELECT 1 FROM applications_application WHERE cv_id = file.id)
"""
TIDY = "from files.tasks import tidy; tidy.apply_async(ignore_result=True); print('MADE', 1)"


def killed_uploads(house: House, size: int) -> Callable[[], Seen]:
    """In each round one body has come by half, and one CV is anywhere between its form and its answer."""
    taken: list[str] = []  # what was answered with the next page
    wrong: list[str] = []
    cut = 0
    for number in range(6 * size):
        file = house.data.path.parent / f"cv-{number}.pdf"
        shutil.copyfile(CV, file)
        wait_for(lambda: house.stack.status("/healthz") == 200, within=60, what="the web server")
        visitor = Visitor(house.stack.url, sink=house.sink)
        who = applying.Applicant(f"Maja Testholm {number}", f"maja{number}@example.com", file.name)
        applying.write_details(visitor, SLUG, who)
        applying.write_background(visitor, SLUG, motivation=who.motivation)
        with half_a_body(house) as written:
            sender = Sender(visitor, file)
            house.pause(0.0, 0.7)
            if not written():
                wrong.append("half a body was not written down")
            for worker in children(house.first("web")):
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
        if number % 3 == 0:
            house.signal("file-worker", signal.SIGKILL)
        if not sender.was_taken():
            cut += 1
            if not any(Sender(visitor, file).was_taken() for _try in range(TRIES)):
                wrong.append(f"{file.name} is not taken after the kill")
                continue
        taken.append(file.name)

    def read() -> Seen:
        seen = Seen(
            "killed uploads", wrong=wrong, note=f"{6 * size} bodies cut by half, {cut} CVs on their way"
        )
        seen.wrong += left_after_a_crash(house, seen)
        for name in taken:
            rows = house.rows("SELECT key, sha256 FROM files_storedfile WHERE name = %s", name)
            seen.copies[name] = sum(is_whole(house, key, sha256) for key, sha256 in rows)
        if rows := house.rows(OF_NOBODY):
            seen.wrong.append(f"{len(rows)} files are nobody's and have a row")
        return seen

    return read


def left_after_a_crash(house: House, seen: Seen) -> list[str]:
    """What lies there two hours after all was killed. They are not waited for: the files are made older.

    One of each kind is put there too, since a kill hardly ever hits the moment that leaves one. The start
    must take away the temporary one, the hourly task the others; that is asked for, its hour not awaited.
    """
    house.stack.stop(signal.SIGKILL)
    wait_for(lambda: not house.stack.processes(), within=60, what="the end of all parts")
    files, temporary = house.data.path / "files", house.data.path / "temporary"
    on_disk = {path.relative_to(files).as_posix() for path in files.glob("*/*")}
    left = [*temporary.iterdir()]
    put = [
        temporary / "tmp_of_a_kill",
        files / "0" / secrets.token_hex(16),
        files / "ab" / secrets.token_hex(15),
    ]
    for path in put:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_bytes(b"a person's data")
    before = time.time() - TWO_HOURS
    for path in [*files.glob("*/*"), *temporary.iterdir()]:
        os.utime(path, (before, before))
    house.stack.start()
    house.stack.wait_until_started()
    wrong = [f"the start leaves {path.name}" for path in old(temporary.iterdir())]
    seen.note += f", {len(left) + len(on_disk - known(house))} files left by kills"
    house.tell(TIDY)
    with suppress(AssertionError):
        wait_for(lambda: not orphans(house), within=30)
    wrong += [f"the hourly task leaves {path}" for path in orphans(house)]
    if not any(files.glob("*/*")):
        wrong.append("the hourly task took everything")
    return wrong


def orphans(house: House) -> list[str]:
    """What is two hours old and has no row."""
    files = house.data.path / "files"
    return sorted({path.relative_to(files).as_posix() for path in old(files.glob("*/*"))} - known(house))


def old(paths: Iterable[Path]) -> list[Path]:
    before, found = time.time() - 2 * 3600, []
    for path in paths:
        with suppress(FileNotFoundError):  # removed since it was listed
            if path.stat().st_mtime < before:
                found.append(path)
    return found


def known(house: House) -> set[str]:
    return {key for (key,) in house.rows(KEYS)}


def is_whole(house: House, key: str, sha256: str) -> bool:
    path = house.data.path / "files" / key
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


class Sender(threading.Thread):
    """Fills in the form for the CV, at the same time as we go on."""

    def __init__(self, visitor: Visitor, file: Path) -> None:
        super().__init__()
        self.visitor, self.file, self.ended_at = visitor, file, ""
        self.start()

    def run(self) -> None:
        with suppress(AssertionError, OSError, HTTPException):  # killed: there is no next page
            form = self.visitor.get(f"/jobs/{SLUG}/apply/cv/").form(having="version")
            self.ended_at = self.visitor.fill(form, file=self.file).path

    def was_taken(self) -> bool:
        self.join(90)
        return self.ended_at.endswith("/apply/review/")


@contextmanager
def half_a_body(house: House) -> Iterator[Callable[[], bool]]:
    """As the front sends it on: it is written down as it comes. What is yielded says whether it was."""
    folder = house.data.path / "temporary"
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(house.data.sockets / "web.sock"))
        caller.sendall(HEAD.format(port=house.stack.port, token="a" * 32).encode())
        caller.sendall(b"a person's data " * 65536)

        def is_written() -> bool:
            return any(_holds(worker, folder) for worker in children(house.first("web")))

        def written() -> bool:
            with suppress(AssertionError):
                return wait_for(is_written, within=10)
            return False

        yield written


def _holds(pid: int, folder: Path) -> bool:
    with suppress(OSError):  # it has ended
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                if os.readlink(link).startswith(str(folder)) and link.stat().st_size > 100_000:
                    return True
    return False


def children(pid: int | None) -> list[int]:
    with suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
