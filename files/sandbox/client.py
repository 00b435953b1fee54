"""Asking the sandbox. One warm server for each process that asks; it is started when first needed."""

import atexit
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from files.sandbox import frames
from files.sandbox.limits import JUDGING, READING

logger = logging.getLogger(__name__)

OPEN_FILES = "/dev/fd"  # by which an open file is opened once more
ROOT = Path(__file__).resolve().parent.parent.parent
AT_ONCE = 3  # children of one process: less than half of its threads, and 768 MiB at the very worst
MOST_FRAMES = 40  # facts, text, twenty pages; a child that says more is not listened to
PATIENCE = 0.2  # seconds to wait for a turn
GRACE = 0.2  # seconds in which the last word of a child arrives that has used up its time
FIRST_WORD = 20  # seconds in which a server has said which fences it has


@dataclass(frozen=True)
class Fences:
    there: tuple[str, ...]
    missing: dict[str, str]  # layer: why


class Unanswered(Exception):
    """No child could be asked: too many at once, or the server does not start."""


class Sandbox:
    def __init__(self, *program: str) -> None:
        self.program = program or ("files.sandbox.server",)
        self._begin()

    def _begin(self) -> None:
        self.starting = threading.Lock()
        self.turns = threading.BoundedSemaphore(AT_ONCE)
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.told: Fences | None = None

    def fences(self) -> Fences:
        """Of the server that is there, or is started now."""
        with self.starting:
            if not self._is_alive():
                self._start()
            if self.told is None:
                assert self.control is not None
                said = _listen(self.control, seconds=FIRST_WORD, most=1)
                if not said:
                    self._drop()
                    raise Unanswered
                self.told = Fences(tuple(said[0].head["there"]), dict(said[0].head["missing"]))
                for layer, why in self.told.missing.items():
                    logger.warning("files are opened without the fence %r: %s", layer, why)
            return self.told

    def judge(self, job: bytes, file: BinaryIO) -> str:
        """ "fine" or the reason against it; a child that dies without a word means "limits"."""
        answers = self._ask(job, file, seconds=JUDGING.wall + GRACE)
        return str(answers[0].head.get("verdict", "limits")) if answers else "limits"

    def read(self, job: bytes, file: BinaryIO) -> list[frames.Frame]:
        """What the child could say before its end; complete if the last part is "end"."""
        return self._ask(job, file, seconds=READING.wall + GRACE)

    def close(self) -> None:
        with self.starting:
            self._drop()

    def _ask(self, job: bytes, file: BinaryIO, *, seconds: float) -> list[frames.Frame]:
        if not self.turns.acquire(timeout=PATIENCE):
            raise Unanswered
        try:
            for _ in range(2):  # the server itself may have died since the last question
                self.fences()  # a start takes its time, and none of the file's
                ours, theirs = socket.socketpair()
                with ours, theirs:
                    if self._send(job, theirs, file):
                        theirs.close()
                        answers = _listen(ours, seconds=seconds)
                        if answers or self._is_alive():
                            return answers
            raise Unanswered
        finally:
            self.turns.release()

    def _send(self, job: bytes, answer: socket.socket, file: BinaryIO) -> bool:
        with self.starting:
            try:
                if not self._is_alive():
                    self._start()
                assert self.control is not None
                with _to_be_read(file) as source:
                    socket.send_fds(self.control, [job], [answer.fileno(), source])
            except OSError:
                self._drop()
                return False
        return True

    def _is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _start(self) -> None:
        self._drop()
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.program],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
                start_new_session=True,  # Ctrl-C is for us; the server ends when our end of the socket closes
            )

    def _drop(self) -> None:
        if self.control:
            self.control.close()
        if self.process:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=1)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
        self.control = self.process = self.told = None

    def forget(self) -> None:
        """After a fork of the asking process: the parent's server is not ours."""
        if self.control:
            self.control.close()
        if self.process:
            self.process.returncode = 0  # nobody to wait for in this process
        self._begin()


@contextmanager
def _to_be_read(file: BinaryIO) -> Iterator[int]:
    """The same file, and nothing can be written to it: what was judged is what is kept."""
    source = os.open(f"{OPEN_FILES}/{file.fileno()}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield source
    finally:
        os.close(source)


def _listen(ours: socket.socket, *, seconds: float, most: int = MOST_FRAMES) -> list[frames.Frame]:
    until = time.monotonic() + seconds
    answers: list[frames.Frame] = []
    with ours.makefile("rb") as source, suppress(TimeoutError, ConnectionError, ValueError):
        while len(answers) < most:
            ours.settimeout(max(0.01, until - time.monotonic()))
            frame = frames.read(source)
            if frame is None:
                break
            answers.append(frame)
    return answers


sandbox = Sandbox()
atexit.register(sandbox.close)
os.register_at_fork(after_in_child=sandbox.forget)
