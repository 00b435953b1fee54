"""Asking ClamAV's daemon about the bytes of a file. Whatever is not its plain word is no answer."""

import re
import socket
import struct
import time
from contextlib import suppress
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

PORT = 3310
CHUNK = 64 * 1024
LONGEST = 4096  # bytes of an answer
# Stored in English, said by `StoredFile.why_unscanned_in_words`.
AWAY = gettext_noop("The malware scanner does not answer.")
ODD = gettext_noop("The malware scanner gave no verdict on this file.")
TOO_BIG = gettext_noop("This file is larger than the malware scanner takes (StreamMaxLength).")


class NoVerdict(Exception):
    """Nobody knows about this file yet. `why` is AWAY, ODD or TOO_BIG."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def scan(file: BinaryIO, *, within: float) -> str:
    """What was found in it, or "" for nothing. Raises NoVerdict, at the latest after `within` seconds."""
    answer = _ask(b"zINSTREAM\0", file, within=within)
    if answer == "stream: OK":
        return ""
    if found := re.fullmatch(r"stream: ([ -~]{1,200}) FOUND", answer):
        return found[1]
    raise NoVerdict(TOO_BIG if "size limit exceeded" in answer else ODD)


def answers(*, within: float = 1) -> bool:
    with suppress(NoVerdict):
        return _ask(b"zPING\0", None, within=within) == "PONG"
    return False


def _ask(command: bytes, file: BinaryIO | None, *, within: float) -> str:
    until = time.monotonic() + within
    try:
        with _connected(within) as clamd:
            # Beyond its limit clamd says so and hangs up while we are still sending.
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(clamd, command, until)
                while file and (chunk := file.read(CHUNK)):
                    _send(clamd, struct.pack("!L", len(chunk)) + chunk, until)
                if file:
                    _send(clamd, struct.pack("!L", 0), until)
            return _heard(clamd, until)
    except OSError as error:
        raise NoVerdict(AWAY) from error


def _connected(within: float) -> socket.socket:
    url = urlsplit(settings.CLAMD_URL)
    if url.scheme == "tcp":
        return socket.create_connection((url.hostname, url.port or PORT), timeout=within)
    clamd = socket.socket(socket.AF_UNIX)
    try:
        clamd.settimeout(within)
        clamd.connect(unquote(url.path))
    except OSError:
        clamd.close()
        raise
    return clamd


def _send(clamd: socket.socket, data: bytes, until: float) -> None:
    clamd.settimeout(_left(until))
    clamd.sendall(data)


def _heard(clamd: socket.socket, until: float) -> str:
    """Up to the NUL that ends it; without one it may be half an answer."""
    answer = b""
    while not answer.endswith(b"\0"):
        clamd.settimeout(_left(until))
        part = clamd.recv(LONGEST)
        if not part:
            raise NoVerdict(ODD if answer else AWAY)
        answer += part
        if len(answer) > LONGEST:
            raise NoVerdict(ODD)
    return answer[:-1].decode("ascii", "replace")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
