"""The ZIP around a DOCX or ODT: judged by its directory, before anything in it is unpacked."""

import io
import stat
import struct
import zipfile

from files.sandbox.refusal import Unacceptable

ENTRIES = 2_000
UNPACKED = 100 * 1024 * 1024
RATIO = 200
SMALL = 256 * 1024  # an entry below this may be as dense as it likes
LOCAL = struct.Struct("<4s5H3I2H")


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive, if its directory is one that an office program would write."""
    if not data.startswith(b"PK\x03\x04"):
        raise Unacceptable("damaged")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Unacceptable("damaged") from error
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise Unacceptable("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unacceptable("password")
    _judge_sizes(entries)
    _judge_names(entries)
    _judge_places(data, entries, directory=archive.start_dir)
    return archive


def _judge_sizes(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    dense = any(e.file_size > SMALL and e.file_size > RATIO * e.compress_size for e in entries)
    if unpacked > UNPACKED or unpacked > RATIO * max(packed, 1) or dense:
        raise Unacceptable("bomb")


def _judge_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        parts = name.replace("\\", "/").split("/")
        escapes = ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\x00" in name
        special = stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}
        if escapes or special or name.lower() in seen:
            raise Unacceptable("packed")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Unacceptable("packed")
        seen.add(name.lower())


def _judge_places(data: bytes, entries: list[zipfile.ZipInfo], *, directory: int) -> None:
    """Each entry lies alone, before the directory, under the name that the directory says."""
    free_from = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        start = entry.header_offset
        if start < free_from or start + LOCAL.size > directory:
            raise Unacceptable("packed")
        mark, _, flags, *_, name_size, extra_size = LOCAL.unpack_from(data, start)
        name = data[start + LOCAL.size : start + LOCAL.size + name_size]
        encoding = "utf-8" if flags & 0x800 else "cp437"
        if mark != b"PK\x03\x04" or name.decode(encoding, "replace") != entry.orig_filename:
            raise Unacceptable("packed")
        free_from = start + LOCAL.size + name_size + extra_size + entry.compress_size
    if free_from > directory:
        raise Unacceptable("packed")
