"""No right of root, now or by any program that is run, and a user of nobody else's where we are root."""

import ctypes
import os
import struct

from files.sandbox import kernel
from files.sandbox.kernel import prctl
from files.sandbox.namespaces import OWN_USER

CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITIES_3 = 0x20080522
AMBIENT_CLEAR_ALL = 4
LOCKED_WITHOUT_ROOT = (
    0b1110_1111  # securebits: uid 0 means nothing, capabilities do not come back, all locked
)
LAST_CAPABILITY = "/proc/sys/kernel/cap_last_cap"


def highest() -> int:
    """The number of the last capability that the kernel has; asked while there are files."""
    kernel.needs_linux()
    if kernel.MACHINE not in CAPSET:
        raise kernel.Missing(f"unknown on {kernel.MACHINE}")
    with open(LAST_CAPABILITY) as file:
        return int(file.read())


def become_own_user() -> None:
    if os.geteuid() != 0:
        raise kernel.Missing("only root can be somebody else")
    os.setgroups([])
    os.setresgid(OWN_USER, OWN_USER, OWN_USER)
    os.setresuid(OWN_USER, OWN_USER, OWN_USER)


def lose_what_can_come_back(last: int) -> None:
    """For whoever still has the right to do so: an ordinary user has nothing that could come back."""
    prctl(kernel.PR_CAP_AMBIENT, AMBIENT_CLEAR_ALL)
    try:
        for capability in range(last + 1):
            prctl(kernel.PR_CAPBSET_DROP, capability)
        prctl(kernel.PR_SET_SECUREBITS, LOCKED_WITHOUT_ROOT)
    except PermissionError:
        if os.geteuid() == 0:
            raise


def drop() -> None:
    """All capabilities, and the way to get any by running a program."""
    kernel.no_new_privileges()
    head = ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITIES_3, 0), 8)
    none = ctypes.create_string_buffer(24)
    kernel.syscall(CAPSET[kernel.MACHINE], head, none)
    prctl(kernel.PR_SET_DUMPABLE, 0)
