"""A scanner of the test's own that speaks clamd's protocol, and Debian's clamd where it is installed."""

import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import pytest

from files import scanning

# In two parts, or a scanner would lock this file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = "Test.Eicar"
Manner = Callable[["Scanner", socket.socket], None]


class Scanner:
    """Answers each connection in its `manner`; without one as clamd does, if EICAR lies bare in the file."""

    def __init__(self, settings: Any, manner: Manner | None = None) -> None:
        self.settings, self.manner = settings, manner
        self.asked: list[bytes] = []  # each file that arrived whole
        self.before_answer: Callable[[], object] = lambda: None
        self.over = Event()

    def __enter__(self) -> Self:
        scanning._spared_until = 0.0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.settings.CLAMD_URL = f"tcp://127.0.0.1:{self.listening.getsockname()[1]}"
        self.thread = Thread(target=self._serve)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_away()
        scanning._spared_until = 0.0

    def go_away(self) -> None:
        """From now on nobody listens there."""
        self.over.set()
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.thread.join(10)
        assert not self.thread.is_alive()

    def _serve(self) -> None:
        self.over.clear()
        while not self.over.is_set():
            try:
                visitor, _ = self.listening.accept()
            except OSError:
                return
            visitor.settimeout(5)
            with visitor, suppress(OSError):
                (self.manner or Scanner.as_clamd)(self, visitor)

    def as_clamd(self, visitor: socket.socket) -> None:
        command = until_nul(visitor)
        if command == b"zPING":
            visitor.sendall(b"PONG\0")
            return
        assert command == b"zINSTREAM"
        body = stream(visitor)
        self.asked.append(body)
        self.before_answer()
        visitor.sendall(f"stream: {FOUND} FOUND\0".encode() if EICAR in body else b"stream: OK\0")


def until_nul(visitor: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0"):
        said += exactly(visitor, 1)
    return said[:-1]


def stream(visitor: socket.socket) -> bytes:
    body = b""
    while length := struct.unpack("!L", exactly(visitor, 4))[0]:
        body += exactly(visitor, length)
    return body


def exactly(visitor: socket.socket, count: int) -> bytes:
    said = b""
    while len(said) < count:
        part = visitor.recv(count - len(said))
        if not part:
            raise ConnectionError
        said += part
    return said


def saying(answer: bytes) -> Manner:
    """Takes in the file, or the one word, says this and hangs up."""

    def say(_: Scanner, visitor: socket.socket) -> None:
        if until_nul(visitor) == b"zINSTREAM":
            stream(visitor)
        visitor.sendall(answer)

    return say


def silent(scanner: Scanner, visitor: socket.socket) -> None:
    scanner.over.wait(20)


def trickling(scanner: Scanner, visitor: socket.socket) -> None:
    """A letter now and then, so that no single read is too slow."""
    until_nul(visitor)
    stream(visitor)
    for letter in b"stream: OK" * 10:
        visitor.sendall(bytes([letter]))
        if scanner.over.wait(0.1):
            return


def sipping(scanner: Scanner, visitor: socket.socket) -> None:
    """Takes a little of the file now and then, so that no single write is too slow."""
    until_nul(visitor)
    while visitor.recv(100_000):
        if scanner.over.wait(0.1):
            return


def endless(scanner: Scanner, visitor: socket.socket) -> None:
    until_nul(visitor)
    stream(visitor)
    while not scanner.over.is_set():
        visitor.sendall(b"A" * 1000)


def slow(scanner: Scanner, visitor: socket.socket) -> None:
    scanner.over.wait(0.8)
    scanner.as_clamd(visitor)


def hanging_up(_: Scanner, visitor: socket.socket) -> None:
    until_nul(visitor)


def that_breaks_on(content: bytes) -> Manner:
    """It dies of this file, and is there again for all others."""

    def answer(_: Scanner, visitor: socket.socket) -> None:
        if until_nul(visitor) == b"zPING":
            visitor.sendall(b"PONG\0")
        elif stream(visitor) != content:
            visitor.sendall(b"stream: OK\0")

    return answer


def silent_about_files(scanner: Scanner, visitor: socket.socket) -> None:
    if until_nul(visitor) == b"zPING":
        visitor.sendall(b"PONG\0")
    else:
        scanner.over.wait(20)


def with_a_limit(_: Scanner, visitor: socket.socket) -> None:
    """As clamd beyond its StreamMaxLength: it says so, and reads no more."""
    if until_nul(visitor) == b"zPING":
        visitor.sendall(b"PONG\0")
        return
    exactly(visitor, 4)
    visitor.sendall(b"INSTREAM size limit exceeded. ERROR\0")


@contextmanager
def real_clamd(folder: Path, settings: Any) -> Iterator[str]:
    """Debian's, with one signature of one line and a limit of 1 MiB."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    (folder / "signatures").mkdir()
    (folder / "signatures" / "test.ndb").write_text(f"{FOUND}:0:*:{EICAR.hex()}\n")
    address = folder / "s"
    config = folder / "clamd.conf"
    config.write_text(
        f"Foreground yes\nDatabaseDirectory {folder}/signatures\nLocalSocket {address}\nStreamMaxLength 1M\n"
    )
    running = subprocess.Popen([program, "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + 30
        while not address.exists():
            assert running.poll() is None, "clamd did not start"
            assert time.monotonic() < until
            time.sleep(0.05)
        scanning._spared_until = 0.0
        settings.CLAMD_URL = f"unix://{address}"
        yield settings.CLAMD_URL
    finally:
        running.kill()
        running.wait()


@pytest.fixture
def there(settings: Any) -> Iterator[Scanner]:
    with Scanner(settings) as one:
        yield one


@pytest.fixture
def away(there: Scanner) -> Scanner:
    """A scanner is named, and nobody listens there."""
    there.go_away()
    return there
