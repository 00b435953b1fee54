"""Keeps processes running: starts them, starts them again when they die, stops them in order."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from core.disks import Disk
from recruitment.run.frozen import is_frozen
from recruitment.run.refusal import Refusal

QUICK = 20.0  # seconds; an end sooner than this after the start is quick
PATIENCE = 5  # quick crashes in a row before everything stops
LONG_PATIENCE = 50  # the same for ends by a signal from outside
FIRST_WAIT = 0.2  # seconds before it is started again; doubled by each quick crash
LONGEST_WAIT = 10.0  # seconds
LOOK_AT_DISK = 2.0  # seconds between two looks
FROZEN_FOR = 20.0  # seconds; who is stopped for longer is replaced
STOP_WITHIN = 25.0  # seconds; who has not stopped by then is killed
STOPPED_FROM_OUTSIDE = {0, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGQUIT, -signal.SIGHUP}
LONGEST_LOG = 5_000_000  # bytes; a log longer than this is set aside at the next start


@dataclass
class Part:
    """One process of the system, and how it is known to be ready."""

    name: str
    command: list[str]
    log: Path
    is_ready: Callable[[], bool]
    stop_order: int = 0  # who has a lower number is stopped earlier; the same number, together
    environment: dict[str, str] = field(default_factory=dict)
    memory: int = 0  # bytes; with more it ends, and is started again however often that happens
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    quick_deaths: int = 0
    quick_kills: int = 0
    starved_deaths: int = 0  # since the disk is full
    again_at: float = field(default=0.0, repr=False)
    frozen_since: float = field(default=0.0, repr=False)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        with self.log.open("ab") as sink:
            # A session of its own, so that Ctrl-C in a terminal reaches the launcher alone.
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT,
                start_new_session=True, env={**os.environ, **self.environment},
            )  # fmt: skip
        if self.memory and sys.platform == "linux":
            resource.prlimit(self.process.pid, resource.RLIMIT_DATA, (self.memory, self.memory))
        self.started_at = time.monotonic()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_running:
            self.process.send_signal(self.stop_signal)

    def wait(self, *, until: float) -> None:
        """Until it has stopped; from then on it is not asked any more."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def how_it_ended(self) -> str:
        code = self.process.returncode if self.process else 0
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"

    @property
    def was_stopped_from_outside(self) -> bool:
        """By a signal that somebody sent, at once (a negative code) or after putting things in order (0)."""
        return self.process is not None and self.process.returncode in STOPPED_FROM_OUTSIDE

    def last_log_line(self) -> str:
        """The last line of its log that says something."""
        with self.log.open("rb") as source:
            source.seek(max(0, self.log.stat().st_size - 4000))
            lines = source.read().decode(errors="replace").splitlines()
        return next((line.strip() for line in reversed(lines) if line.strip()), "nothing")


class Stop(BaseException):
    """Somebody asked the launcher to end."""


class Supervisor:
    def __init__(self, *, say: Callable[[str], None], disk: Callable[[], Disk] | None = None) -> None:
        """`disk`: where the parts write. While it is full no part is given up."""
        self.parts: list[Part] = []
        self.say = say
        self.disk = disk
        self.is_full = False
        self.looked_at = 0.0

    def start(self, parts: Iterable[Part], *, within: float = 180.0) -> None:
        """Start these together and return when all are ready; refuse when one does not get there."""
        parts = list(parts)
        for part in parts:
            self._set_long_log_aside(part.log)
            self.parts.append(part)
            part.start()
        until = time.monotonic() + within
        for part in parts:
            while not part.is_ready():
                if not part.is_running:
                    raise Refusal(f"{part.name} {part.how_it_ended()}: {part.last_log_line()} ({part.log})")
                if time.monotonic() > until:
                    raise Refusal(f"{part.name} was not ready within {within:.0f} seconds ({part.log}).")
                time.sleep(0.02)

    def watch(self) -> None:
        """Until somebody asks to stop: whoever dies is started again, later each time."""
        while True:
            self._look_at_disk(now=time.monotonic())
            for part in self.parts:
                if not part.is_running:
                    self._revive(part)
                else:
                    self._end_if_frozen(part)
            time.sleep(0.2)

    def stop(self) -> None:
        for turn in sorted({part.stop_order for part in self.parts}):
            leaving = [part for part in self.parts if part.stop_order == turn]
            for part in leaving:
                part.ask_to_stop()
            until = time.monotonic() + STOP_WITHIN
            for part in leaving:
                part.wait(until=until)

    def _revive(self, part: Part) -> None:
        now = time.monotonic()
        if not part.again_at:
            self._count_death(part, now=now)
        elif now >= part.again_at:
            part.again_at = 0.0
            try:
                part.start()
            except OSError as error:
                self.say(f"{part.name} could not be started: {error.strerror}.")
                part.again_at = now + LONGEST_WAIT

    def _look_at_disk(self, *, now: float) -> None:
        if self.disk is None or now - self.looked_at < LOOK_AT_DISK:
            return
        self.looked_at = now
        try:
            disk = self.disk()
        except OSError:  # away: nothing is known of it
            return
        if disk.is_full and not self.is_full:
            self.say(
                f"The disk of {disk.path} is full: {disk}. What ends is started again until there is room."
            )
        elif self.is_full and not disk.is_full:
            self.say(f"The disk of {disk.path} has room again: {disk}.")
            for part in self.parts:
                part.again_at = min(part.again_at, now)
                part.starved_deaths = 0
        self.is_full = disk.is_full

    def _end_if_frozen(self, part: Part) -> None:
        """Its children end with it, and it is started again like any other that was killed."""
        now = time.monotonic()
        if part.process is None or not is_frozen(part.process.pid):
            part.frozen_since = 0.0
        elif not part.frozen_since:
            part.frozen_since = now
        elif now - part.frozen_since > FROZEN_FOR:
            part.frozen_since = 0.0
            self.say(f"{part.name} is frozen; ending it.")
            part.process.kill()

    def _count_death(self, part: Part, *, now: float) -> None:
        if now - part.started_at >= QUICK:
            part.quick_deaths = part.quick_kills = 0
        self.looked_at = 0.0
        self._look_at_disk(now=now)
        if self.is_full:
            part.quick_deaths = part.quick_kills = 0
            part.again_at = now + min(FIRST_WAIT * 2 ** min(part.starved_deaths, 20), LONGEST_WAIT)
            part.starved_deaths += 1
            self.say(f"{part.name} {part.how_it_ended()}; starting it again.")
            return
        part.quick_kills += 1
        part.quick_deaths = 0 if part.was_stopped_from_outside else part.quick_deaths + 1
        if not part.memory and (part.quick_deaths > PATIENCE or part.quick_kills > LONG_PATIENCE):
            raise Refusal(
                f"{part.name} {part.how_it_ended()}, time and again: {part.last_log_line()} ({part.log})"
            )
        part.again_at = now + min(FIRST_WAIT * 2 ** max(0, part.quick_deaths - 1), LONGEST_WAIT)
        self.say(f"{part.name} {part.how_it_ended()}; starting it again.")

    def _set_long_log_aside(self, log: Path) -> None:
        if log.exists() and log.stat().st_size > LONGEST_LOG:
            os.replace(log, log.with_suffix(".log.1"))
