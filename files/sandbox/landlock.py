"""No file, no TCP, no signal to anybody else: landlock(7), which needs no rights and no build step."""

import ctypes
import os
import struct

from files.sandbox import kernel

CREATE_RULESET, RESTRICT_SELF = 444, 446  # on every machine
ASK_VERSION = 1
FILES = {1: 13, 2: 14, 3: 15, 5: 16}  # from that version on: so many kinds of access to files are known
NETWORK_FROM, TCP = 4, 0b11  # bind, connect
SCOPES_FROM, SCOPES = 6, 0b11  # abstract Unix sockets and signals of others


def version() -> int:
    kernel.needs_linux()
    try:
        return kernel.syscall(CREATE_RULESET, None, 0, ASK_VERSION)
    except OSError as error:
        raise kernel.Missing("not in this kernel") from error


def ruleset() -> int:
    """An open descriptor of a set that handles all that the kernel knows and allows none of it."""
    have = version()
    kinds = max(count for since, count in FILES.items() if since <= have)
    asked = [(1 << kinds) - 1]
    if have >= NETWORK_FROM:
        asked.append(TCP)
    if have >= SCOPES_FROM:
        asked.append(SCOPES)
    packed = ctypes.create_string_buffer(struct.pack(f"={len(asked)}Q", *asked), 8 * len(asked))
    return kernel.syscall(CREATE_RULESET, packed, len(packed), 0)


def restrict(rules: int) -> None:
    """For good, for this process."""
    kernel.no_new_privileges()
    kernel.syscall(RESTRICT_SELF, rules, 0)
    os.close(rules)
