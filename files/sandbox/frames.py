"""The one-way protocol between a child and its asker: a JSON head with a length, then that many raw bytes."""

import json
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO

HEAD = struct.Struct(">II")
LONGEST = 500_000  # characters of text or HTML that a child sends
LONGEST_HEAD = 8 * 1024 * 1024
LONGEST_BODY = 4 * 1024 * 1024


@dataclass(frozen=True)
class Frame:
    head: dict[str, Any]
    body: bytes = b""


def write(sink: BinaryIO, frame: Frame) -> None:
    said = json.dumps(frame.head).encode()
    sink.write(HEAD.pack(len(said), len(frame.body)) + said + frame.body)
    sink.flush()


def read(source: BinaryIO) -> Frame | None:
    """The next frame; None at the end, also when the end comes in the middle of one."""
    sizes = source.read(HEAD.size)
    if len(sizes) < HEAD.size:
        return None
    head_size, body_size = HEAD.unpack(sizes)
    if head_size > LONGEST_HEAD or body_size > LONGEST_BODY:
        return None
    said, body = source.read(head_size), source.read(body_size)
    if len(said) < head_size or len(body) < body_size:
        return None
    head = json.loads(said)
    return Frame(head, body) if isinstance(head, dict) else None
