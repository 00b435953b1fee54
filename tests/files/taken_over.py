"""The sandbox with a parser that does what an attacker wants: `python -m tests.files.taken_over how layers`.

The file it is given says where things are that it must not reach. It tries one after the other and tells of
each whether it could. `how`: `plain`, or `container`: an ordinary user where new namespaces are refused, as
containers are by default.
"""

import ctypes
import json
import mmap
import os
import resource
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from files.sandbox import kernel, limits, seccomp, server, warm
from files.sandbox.fences import Fences
from files.sandbox.frames import Frame

PTRACE_SEIZE = 0x4206
PTRACE, READ_OTHERS_MEMORY, UNSHARE, MAKE_SHARED_MEMORY = 101, 310, 272, 29  # numbers on x86_64
Place = dict[str, Any]


def connect(family: int, kind: int, address: Any) -> None:
    with socket.socket(family, kind) as made:
        made.settimeout(2)
        made.connect(address)
        made.send(b"x")


def trace(pid: int) -> None:
    kernel.syscall(PTRACE, PTRACE_SEIZE, pid, 0, 0)


def read_memory(pid: int, address: int) -> None:
    taken = ctypes.create_string_buffer(8)
    ours = ctypes.create_string_buffer(struct.pack("PN", ctypes.addressof(taken), 8))
    theirs = ctypes.create_string_buffer(struct.pack("PN", address, 8))
    kernel.syscall(READ_OTHERS_MEMORY, pid, ours, 1, theirs, 1, 0)


def fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    ended(child)


def ended(child: int) -> None:
    with suppress(ChildProcessError):  # the server's children are reaped by the kernel
        os.waitpid(child, 0)


def write_through_memory(source: int) -> None:
    with mmap.mmap(source, 1, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE):
        pass


def make_program() -> None:
    mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_EXEC).close()


def attacks(place: Place, source: int) -> dict[str, Callable[[], Any]]:
    folder, secret, victim = place["folder"], place["secret"], place["victim"]
    return {
        "read a file": lambda: os.open(secret, os.O_RDONLY),
        "list a folder": lambda: os.listdir(folder),
        "overwrite a file": lambda: os.open(f"{folder}/kept", os.O_WRONLY),
        "truncate a file": lambda: os.truncate(f"{folder}/kept", 0),
        "unlink a file": lambda: os.unlink(f"{folder}/kept"),
        "make a folder": lambda: os.mkdir(f"{folder}/made"),
        "rename a file": lambda: os.rename(f"{folder}/renamed", f"{folder}/again"),
        "write to the file it was given": lambda: os.pwrite(source, b"x", 0),
        "write to it through memory": lambda: write_through_memory(source),
        "signal another": lambda: os.kill(victim, signal.SIGUSR1),
        "trace another": lambda: trace(victim),
        "read another's memory": lambda: read_memory(victim, place["address"]),
        "connect to a Unix socket": lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, place["unix"]),
        "connect to an abstract one": lambda: connect(
            socket.AF_UNIX, socket.SOCK_STREAM, "\0" + place["abstract"]
        ),
        "connect by TCP": lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", place["tcp"])),
        "send by UDP": lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", place["tcp"])),
        "share memory": lambda: kernel.syscall(MAKE_SHARED_MEMORY, place["shared"], 1, 0),
        "fork": fork,
        "run a program": lambda: ended(os.posix_spawn("/bin/true", ["true"], {})),
        "make a program": make_program,
        "take a privilege": lambda: os.setpriority(os.PRIO_PROCESS, 0, -1),
        "become root": lambda: os.setresuid(0, 0, 0),
        "raise a limit": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512)),
    }


def attack(file: BinaryIO) -> Iterator[Frame]:
    said = json.loads(file.read())
    for name, attempt in attacks(said, file.fileno()).items():
        try:
            attempt()
        except (OSError, ValueError) as error:
            yield Frame({"attack": name, "refused": str(error)})
        else:
            yield Frame({"attack": name, "refused": ""})


def take_time(file: BinaryIO) -> Iterator[Frame]:
    yield Frame({"part": "begun"})
    never = threading.Lock()
    with never:  # to sleep is refused, to wait for oneself is not
        never.acquire(timeout=60)


def take_processor(file: BinaryIO) -> Iterator[Frame]:
    yield Frame({"part": "begun"})
    while True:
        pass


def take_memory(file: BinaryIO) -> Iterator[Frame]:
    yield Frame({"part": "begun"})
    kept = bytearray(600 * 1024 * 1024)
    yield Frame({"part": f"had {len(kept)}"})


def as_in_a_container() -> None:
    """After loading: here, our code may lie where only root reads it."""
    warm.load()
    refuse_unshare = [
        (seccomp.LOAD, 0, 0, seccomp.NUMBER),
        *seccomp._if(seccomp.IF_EQUAL, UNSHARE, seccomp.REFUSE),
        (seccomp.RETURN, 0, 0, seccomp.ALLOW),
    ]
    seccomp.install(b"".join(struct.pack("=HBBI", *step) for step in refuse_unshare))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(10001, 10001, 10001)
        os.setresuid(10001, 10001, 10001)


if __name__ == "__main__":
    how, layers = sys.argv[1:3]
    server.READERS.update({b"X": attack, b"T": take_time, b"C": take_processor, b"M": take_memory})
    limits.READING = limits.Limits(memory=limits.READING.memory, cpu=1, wall=3)
    server.JUDGES[b"t"] = lambda file: list(take_time(file)) and None
    if how == "container":
        as_in_a_container()
    server.serve(socket.socket(fileno=sys.stdin.fileno()), Fences(tuple(filter(None, layers.split(",")))))
