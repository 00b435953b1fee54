"""What a child may still ask of the kernel: memory, the clock, and the files that it has. See seccomp(2)."""

import ctypes
import errno
import struct
from collections.abc import Iterator

from files.sandbox import kernel

MODE_FILTER = 2
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
OTHER_TABLE = 0x40000000  # x86_64: numbers from here on are of the x32 table
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
LOAD, IF_EQUAL, IF_AT_LEAST, IF_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
EXECUTABLE, SHARED, BY_DESCRIPTOR = 0x4, 0x1, 0x1000

CALLS = {  # name: (x86_64, aarch64)
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62),
    "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "pread64": (17, 67), "readv": (19, 65), "writev": (20, 66),
    "sched_yield": (24, 124), "mremap": (25, 216), "madvise": (28, 233), "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169), "getrusage": (98, 165), "sysinfo": (99, 179), "getuid": (102, 174),
    "getgid": (104, 176), "geteuid": (107, 175), "getegid": (108, 177), "sigaltstack": (131, 132),
    "gettid": (186, 178), "futex": (202, 98), "sched_getaffinity": (204, 123), "restart_syscall": (219, 128),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "exit_group": (231, 94),
    "set_robust_list": (273, 99), "getrandom": (318, 278), "rseq": (334, 293),
}  # fmt: skip
WITH_CARE = {
    "mmap": (9, 222), "mprotect": (10, 226), "fcntl": (72, 25), "newfstatat": (262, 79),
    "prlimit64": (302, 261),
}  # fmt: skip
ABOUT_DESCRIPTOR = (1, 2, 3)  # fcntl: F_GETFD, F_SETFD, F_GETFL

Step = tuple[int, int, int, int]  # code, jump if true, jump if false, operand


def program() -> bytes:
    """As the kernel reads it. What is not named is answered EPERM; another table ends the process."""
    kernel.needs_linux()
    if kernel.MACHINE not in ARCHITECTURES:
        raise kernel.Missing(f"unknown on {kernel.MACHINE}")
    return b"".join(struct.pack("=HBBI", *step) for step in _steps(kernel.MACHINE))


def install(filter_: bytes) -> None:
    """For good, for this process."""
    kernel.no_new_privileges()
    kept = ctypes.create_string_buffer(filter_, len(filter_))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(filter_) // 8, ctypes.addressof(kept)))
    kernel.prctl(kernel.PR_SET_SECCOMP, MODE_FILTER, ctypes.addressof(head))


def _steps(machine: str) -> Iterator[Step]:
    column = sorted(ARCHITECTURES, reverse=True).index(machine)
    yield (LOAD, 0, 0, ARCHITECTURE)
    yield from _unless(IF_EQUAL, ARCHITECTURES[machine], KILL)
    yield (LOAD, 0, 0, NUMBER)
    yield from _if(IF_AT_LEAST, OTHER_TABLE, KILL)
    for numbers in CALLS.values():
        yield from _if(IF_EQUAL, numbers[column], ALLOW)
    for name, numbers in WITH_CARE.items():
        looked_at = list(_look(name))
        yield (IF_EQUAL, 0, len(looked_at), numbers[column])
        yield from looked_at
    yield (RETURN, 0, 0, REFUSE)


def _look(name: str) -> Iterator[Step]:
    """The arguments of a call that may be made in one way and not in another; every path returns."""
    if name in {"mmap", "mprotect"}:  # nothing becomes a program
        yield (LOAD, 0, 0, _argument(2))
        yield from _if(IF_ANY_BIT, EXECUTABLE, REFUSE)
    if name == "mmap":  # and no file is changed through memory
        yield (LOAD, 0, 0, _argument(3))
        yield from _if(IF_ANY_BIT, SHARED, REFUSE)
    if name == "fcntl":
        yield (LOAD, 0, 0, _argument(1))
        for command in ABOUT_DESCRIPTOR:
            yield from _if(IF_EQUAL, command, ALLOW)
        yield (RETURN, 0, 0, REFUSE)
    if name == "newfstatat":  # how the C library asks about an open file
        yield (LOAD, 0, 0, _argument(3))
        yield from _unless(IF_ANY_BIT, BY_DESCRIPTOR, REFUSE)
    if name == "prlimit64":  # its own limits, to be read
        for half in (_argument(0), _argument(2), _argument(2) + 4):
            yield (LOAD, 0, 0, half)
            yield from _unless(IF_EQUAL, 0, REFUSE)
    if name != "fcntl":
        yield (RETURN, 0, 0, ALLOW)


def _argument(number: int) -> int:
    """Where its lower half stands; both machines are little-endian."""
    return ARGUMENTS + 8 * number


def _if(test: int, operand: int, then: int) -> Iterator[Step]:
    yield (test, 0, 1, operand)
    yield (RETURN, 0, 0, then)


def _unless(test: int, operand: int, then: int) -> Iterator[Step]:
    yield (test, 1, 0, operand)
    yield (RETURN, 0, 0, then)
