"""A world of its own: an empty root folder, no network, no other process, as namespaces(7) has them."""

import os
from contextlib import suppress

from files.sandbox import kernel
from files.sandbox.kernel import LIBC, called

NEW_MOUNTS, NEW_NAMES, NEW_IPC, NEW_USERS, NEW_PROCESSES, NEW_NETWORK = (
    0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
WORLD = NEW_MOUNTS | NEW_NAMES | NEW_IPC | NEW_NETWORK
NOT_SET_USER, NO_DEVICES, NOT_RUN, READ_ONLY, AGAIN = 0x2, 0x4, 0x8, 0x1, 0x20
PRIVATE, ALL_BELOW, DETACHED = 1 << 18, 1 << 14, 2
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
OWN_USER = 65533  # nobody else's; the one to be where we are root


def move() -> None:
    """Move this process, and what it forks, into a world of its own. Whatever it opens was opened before."""
    kernel.needs_linux()
    if kernel.MACHINE not in PIVOT_ROOT:
        raise kernel.Missing(f"unknown on {kernel.MACHINE}")
    _leave()
    _empty_root()


def begin_process_world() -> None:
    """What this process forks from now on sees itself and no other process."""
    called(LIBC.unshare(NEW_PROCESSES))


def _leave() -> None:
    """With users of its own where that is allowed; root may be allowed the rest without."""
    user, group = os.geteuid(), os.getegid()
    try:
        _unshare_users(user, group)
    except OSError:
        if user != 0:
            raise
        called(LIBC.unshare(WORLD))


def _unshare_users(user: int, group: int) -> None:
    """Who is who inside is written down by a process that stays outside: root may take OWN_USER along."""
    begin, begun = os.pipe()
    done, end = os.pipe()
    us = os.getpid()
    outside = os.fork()
    if outside == 0:
        os.close(begun)
        with suppress(OSError):
            if os.read(begin, 1):
                _say_who_is_who(us, user, group)
                os.write(end, b"!")
        os._exit(0)
    os.close(begin)
    os.close(end)
    try:
        called(LIBC.unshare(NEW_USERS | WORLD))
        os.write(begun, b"!")
        if not os.read(done, 1):
            raise OSError("its users cannot be written down")
    finally:
        os.close(begun)
        os.close(done)
        os.waitpid(outside, 0)


def _say_who_is_who(us: int, user: int, group: int) -> None:
    maps = {f"/proc/{us}/uid_map": user, f"/proc/{us}/gid_map": group}
    if user == 0:
        with suppress(OSError):  # a root that may not be everybody is written down as anybody else
            for path, own in maps.items():
                _write(path, f"{own} {own} 1\n{OWN_USER} {OWN_USER} 1")
            return
    _write(f"/proc/{us}/setgroups", "deny")
    for path, own in maps.items():
        _write(path, f"{own} {own} 1")


def _empty_root() -> None:
    """Nothing is there, and nothing can be put there."""
    _mount(None, "/", PRIVATE | ALL_BELOW)
    _mount("tmpfs", "/proc", NOT_SET_USER | NO_DEVICES | NOT_RUN)
    os.chdir("/proc")
    kernel.syscall(PIVOT_ROOT[kernel.MACHINE], b".", b".")
    called(LIBC.umount2(b".", DETACHED))
    os.chdir("/")
    _mount(None, "/", AGAIN | READ_ONLY | NOT_SET_USER | NO_DEVICES | NOT_RUN)


def _mount(kind: str | None, where: str, flags: int) -> None:
    name = kind.encode() if kind else None
    called(LIBC.mount(name, where.encode(), name, flags, None))


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
