"""How much a child may use. Every Unix has these."""

import os
import resource
from dataclasses import dataclass

POLITE = 10  # what the kernel calls niceness: pages are answered first


@dataclass(frozen=True)
class Limits:
    memory: int  # bytes of address space
    cpu: int  # seconds
    wall: float  # seconds


JUDGING = Limits(memory=256 * 1024 * 1024, cpu=2, wall=1.8)  # a thread of the web server waits for it
READING = Limits(memory=512 * 1024 * 1024, cpu=10, wall=40)


def keep(limits: Limits) -> None:
    """For good: no file grows, none is opened, no process begins; what is open stays open.

    The number of processes is not counted for root.
    """
    os.chdir("/")
    os.nice(POLITE)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu))
    for nothing in (
        resource.RLIMIT_CORE,
        resource.RLIMIT_FSIZE,
        resource.RLIMIT_NPROC,
        resource.RLIMIT_NOFILE,
    ):
        resource.setrlimit(nothing, (0, 0))
