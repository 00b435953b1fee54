"""Asking the sandbox. One warm server for each process that asks; it is started when first needed."""

import atexit
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from files.sandbox import frames
from files.sandbox.isolation import JUDGING, READING

ROOT = Path(__file__).resolve().parent.parent.parent
AT_ONCE = 4  # children of one process: four verdicts are 1 GiB at the very worst
MOST_FRAMES = 40  # facts, text, twenty pages; a child that says more is not listened to
PATIENCE = 10  # seconds to wait for a turn


class Unanswered(Exception):
    """No child could be asked: too many at once, or the server does not start."""


class Sandbox:
    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.starting = threading.Lock()
        self.turns = threading.BoundedSemaphore(AT_ONCE)
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None

    def judge(self, job: bytes, file: BinaryIO) -> str:
        """ "fine" or the reason against it; a child that dies without a word means "limits"."""
        answers = self._ask(job, file, seconds=JUDGING.wall + 2)
        return str(answers[0].head.get("verdict", "limits")) if answers else "limits"

    def read(self, job: bytes, file: BinaryIO) -> list[frames.Frame]:
        """What the child could say before its end; complete if the last part is "end"."""
        return self._ask(job, file, seconds=READING.wall + 2)

    def close(self) -> None:
        with self.starting:
            self._drop()

    def _ask(self, job: bytes, file: BinaryIO, *, seconds: float) -> list[frames.Frame]:
        if not self.turns.acquire(timeout=PATIENCE):
            raise Unanswered
        try:
            for _ in range(2):  # the server itself may have died since the last question
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
                socket.send_fds(self.control, [job], [answer.fileno(), file.fileno()])
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
                [sys.executable, "-m", "files.sandbox.server"],
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
        self.control = self.process = None

    def forget(self) -> None:
        """After a fork of the asking process: the parent's server is not ours."""
        if self.control:
            self.control.close()
        if self.process:
            self.process.returncode = 0  # nobody to wait for in this process
        self._begin()


def _listen(ours: socket.socket, *, seconds: float) -> list[frames.Frame]:
    until = time.monotonic() + seconds
    answers: list[frames.Frame] = []
    with ours.makefile("rb") as source, suppress(TimeoutError, ConnectionError, ValueError):
        while len(answers) < MOST_FRAMES:
            ours.settimeout(max(0.01, until - time.monotonic()))
            frame = frames.read(source)
            if frame is None:
                break
            answers.append(frame)
    return answers


sandbox = Sandbox()
atexit.register(sandbox.close)
os.register_at_fork(after_in_child=sandbox.forget)
