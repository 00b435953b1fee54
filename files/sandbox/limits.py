"""How much a child may use. Every Unix has these."""

import os
import resource
from dataclasses import dataclass

LAST_RESORT = 5  # seconds that a child may live longer than the process that watches its time


@dataclass(frozen=True)
class Limits:
    memory: int  # bytes of address space
    cpu: int  # seconds
    wall: int  # seconds


JUDGING = Limits(memory=256 * 1024 * 1024, cpu=3, wall=8)
READING = Limits(memory=512 * 1024 * 1024, cpu=10, wall=40)


def keep(limits: Limits) -> None:
    """For good: no file grows, none is opened, no process begins; what is open stays open.

    The number of processes is not counted for root.
    """
    os.chdir("/")
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu))
    for nothing in (
        resource.RLIMIT_CORE,
        resource.RLIMIT_FSIZE,
        resource.RLIMIT_NPROC,
        resource.RLIMIT_NOFILE,
    ):
        resource.setrlimit(nothing, (0, 0))
