"""Ties a process to its parent: on Linux the kernel ends it when the parent is gone, however that went.

As a program, `tether.py PARENT SIGNAL COMMAND…`, it ties itself and becomes the command; the tie outlives
that. It must stand last in a chain of such programs, since a change of user cuts the tie.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def die_with_parent(parent: int, *, by: signal.Signals = signal.SIGKILL) -> None:
    """Must be called in the child, with the process id that the parent has or had."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, int(by))
    if os.getppid() != parent:
        os.kill(os.getpid(), by)


def tethered(command: list[str], *, by: signal.Signals = signal.SIGKILL) -> list[str]:
    """The command as this process must start it, so that it dies with this process."""
    return [sys.executable, "-I", "-S", str(Path(__file__)), str(os.getpid()), str(int(by)), *command]


if __name__ == "__main__":
    die_with_parent(int(sys.argv[1]), by=signal.Signals(int(sys.argv[2])))
    os.execvp(sys.argv[3], sys.argv[3:])  # noqa: S606  becoming the command is the point
