"""The few calls to the Linux kernel that Python has no name for; each says what was wrong as an OSError."""

import ctypes
import os
import platform
import sys

LINUX = sys.platform.startswith("linux")
MACHINE = platform.machine()
LIBC = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 22, 24
PR_SET_SECUREBITS, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 28, 38, 47


class Missing(Exception):
    """This system has no such thing; the text says what it lacks."""


def needs_linux() -> None:
    if not LINUX:
        raise Missing("not Linux")


def called(answer: int) -> int:
    """What a call of the C library answered, unless it was an error."""
    if answer == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer


def prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(one) for one in (*arguments, 0, 0, 0, 0)[:4]]
    called(LIBC.prctl(option, *padded))


def syscall(number: int, *arguments: object) -> int:
    """Whole numbers go as 64 bits."""
    given = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return called(LIBC.syscall(ctypes.c_long(number), *given))


def no_new_privileges() -> None:
    """No program that is run gives a right. Without it the kernel refuses us Landlock and seccomp."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
