"""What a child may use. Each limit is one call to the kernel; a system without it keeps the others."""

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


@dataclass(frozen=True)
class Limits:
    memory: int  # bytes of address space
    cpu: int  # seconds
    wall: int  # seconds


JUDGING = Limits(memory=256 * 1024 * 1024, cpu=3, wall=8)
READING = Limits(memory=512 * 1024 * 1024, cpu=10, wall=40)


def isolate_network() -> bool:
    """Move into an empty network namespace. False where the system forbids it (some containers, macOS)."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 or libc.unshare(CLONE_NEWNET) == 0


def confine(limits: Limits) -> None:
    """For the child, after the fork: it dies with its parent, and when it takes too much."""
    if sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(limits.wall)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.chdir("/")
