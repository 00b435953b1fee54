"""Our side of clamd's protocol, against a socket that speaks it, well and badly."""

import io
import time
from pathlib import Path
from typing import Any

import pytest

from files import clamd
from tests.files import scanner
from tests.files.scanner import EICAR, FOUND, Manner, Scanner, saying

PATIENCE = 0.4  # seconds, of these tests
BIG = bytes(3 * clamd.CHUNK + 5)


def scanned(content: bytes, within: float = 5) -> str:
    return clamd.scan(io.BytesIO(content), within=within)


@pytest.mark.parametrize("content", [b"x", BIG, bytes(clamd.CHUNK)])
def test_the_bytes_arrive_as_they_are(there: Scanner, content: bytes) -> None:
    assert scanned(content) == ""
    assert there.asked == [content]


def test_what_is_found_has_a_name(there: Scanner) -> None:
    assert scanned(BIG + EICAR + BIG) == FOUND


def test_it_is_there(there: Scanner) -> None:
    assert clamd.answers()


BAD = {
    "hangs up": (scanner.hanging_up, clamd.AWAY),
    "silent": (scanner.silent, clamd.AWAY),
    "trickles": (scanner.trickling, clamd.AWAY),
    "says nothing": (saying(b""), clamd.AWAY),
    "half an answer": (saying(b"stream: OK"), clamd.ODD),
    "half a name": (saying(b"stream: Win.Test FOU\0"), clamd.ODD),
    "an empty answer": (saying(b"\0"), clamd.ODD),
    "garbage": (saying(b"\xff\xfe\x80\0"), clamd.ODD),
    "another protocol": (saying(b"HTTP/1.1 400 Bad Request\r\n\r\nstream: OK\0"), clamd.ODD),
    "more after it": (saying(b"stream: OK\0stream: X FOUND\0"), clamd.ODD),
    "an error": (saying(b"Can't allocate memory ERROR\0"), clamd.ODD),
    "a name without an end": (saying(b"stream: " + b"A" * 300 + b" FOUND\0"), clamd.ODD),
    "no end": (scanner.endless, clamd.ODD),
    "its limit": (scanner.with_a_limit, clamd.TOO_BIG),
    "its limit after all": (saying(b"INSTREAM size limit exceeded. ERROR\0"), clamd.TOO_BIG),
}


@pytest.mark.parametrize("manner, why", BAD.values(), ids=BAD)
def test_whatever_is_no_plain_word_is_no_verdict(settings: Any, manner: Manner, why: str) -> None:
    began = time.monotonic()

    with Scanner(settings, manner), pytest.raises(clamd.NoVerdict) as refused:
        scanned(BIG, within=PATIENCE)

    assert refused.value.why == why
    assert time.monotonic() - began < PATIENCE + 0.5


@pytest.mark.parametrize("manner", [scanner.silent, saying(b"PO\0"), scanner.hanging_up])
def test_a_bad_one_is_not_there(settings: Any, manner: Manner) -> None:
    with Scanner(settings, manner):
        assert not clamd.answers(within=PATIENCE)


@pytest.mark.parametrize("manner", [scanner.silent, scanner.sipping])
def test_one_that_takes_it_in_slowly(settings: Any, manner: Manner) -> None:
    """The socket's buffers are full: sending ends as waiting does."""
    began = time.monotonic()

    with Scanner(settings, manner), pytest.raises(clamd.NoVerdict):
        scanned(bytes(10_000_000), within=PATIENCE)

    assert time.monotonic() - began < PATIENCE + 0.5


def test_nobody_listens(there: Scanner, settings: Any, tmp_path: Path) -> None:
    there.go_away()
    (tmp_path / "no-socket").touch()

    for url in [settings.CLAMD_URL, f"unix://{tmp_path}/nothing", f"unix://{tmp_path}/no-socket"]:
        settings.CLAMD_URL = url
        assert not clamd.answers()
        with pytest.raises(clamd.NoVerdict, match="does not answer"):
            scanned(b"x")
