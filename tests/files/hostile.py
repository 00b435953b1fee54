"""Files that nobody should have to keep on a disk: made when a test asks for them."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.files.corpus import sample

DOCX = sample("s19").content
ODT = sample("s10").content
DOCTYPE = b'<!DOCTYPE x [<!ENTITY secret SYSTEM "http://127.0.0.1:%d/leak">]>'


def rebuilt(
    content: bytes,
    *,
    change: Callable[[str, bytes], bytes] = lambda name, data: data,
    add: dict[str, bytes] | None = None,
    stored: bool = False,
) -> bytes:
    """The same office document with its parts changed, and with parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            how = zipfile.ZIP_STORED if stored or entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(entry.filename, change(entry.filename, old.read(entry)), how)
        for name, data in (add or {}).items():
            new.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def part_names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]


def with_doctype(content: bytes, part: str, *, port: int, encoding: str = "utf-8") -> bytes:
    """The document with an outside entity declared, and used, in one of its parts."""

    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        text = data.decode("utf-8").removeprefix("\ufeff")
        rest = text.partition("?>")[2] if text.startswith("<?xml") else text
        root_end = rest.index(">")
        hurt = rest if rest[root_end - 1] == "/" else f"{rest[: root_end + 1]}&secret;{rest[root_end + 1 :]}"
        return f'<?xml version="1.0"?>{(DOCTYPE % port).decode()}{hurt}'.encode(encoding)

    return rebuilt(content, change=change)


def replacing(part: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        assert old in data
        return data.replace(old, new, 1)

    return change


def with_symlink(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/media/link.png")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def with_overlap(content: bytes) -> bytes:
    """Two names in the directory for the same bytes (the trick of the best known bombs)."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/media/a.png", bytes(5000), zipfile.ZIP_DEFLATED)
        twin = archive.getinfo("word/media/a.png")
        double = zipfile.ZipInfo("word/media/b.png")
        for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
            setattr(double, field, getattr(twin, field))
        archive.filelist.append(double)
        archive.NameToInfo[double.filename] = double
        archive._didModify = True
    return out.getvalue()


def with_entry(
    content: bytes, name: str, data: bytes = b"<x/>", *, how: int = zipfile.ZIP_STORED, **fields: int
) -> bytes:
    """With one more entry, whose directory entry says these fields."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("a" * len(name), data, how)
        entry = archive.infolist()[-1]
        entry.filename = name
        for field, value in fields.items():
            setattr(entry, field, value)
        archive._didModify = True
    place = out.getvalue().rindex(b"a" * len(name), 0, out.getvalue().index(b"PK\x01\x02"))
    return out.getvalue()[:place] + name.encode() + out.getvalue()[place + len(name.encode()) :]


def with_other_name_inside(content: bytes) -> bytes:
    """The directory says a picture; the entry itself says a part that would be read."""
    return with_entry(content, "word/media/a.png").replace(b"word/media/a.png", b"word/media/b.xml", 1)


def with_entry_inside_an_entry(content: bytes) -> bytes:
    """The bytes of one entry hold another one, whole and under its right name."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("word/media/b.png", b"12345")
    local = inner.getvalue()[: inner.getvalue().index(b"PK\x01\x02")]
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/media/a.png", b"some bytes before it" + local)
        outer = archive.getinfo("word/media/a.png")
        hidden = zipfile.ZipInfo("word/media/b.png")
        hidden.header_offset = outer.header_offset + 30 + len(outer.filename) + 20
        hidden.file_size = hidden.compress_size = 5
        hidden.CRC = zlib.crc32(b"12345")
        archive.filelist.append(hidden)
        archive.NameToInfo[hidden.filename] = hidden
        archive._didModify = True
    return out.getvalue()


def with_lying_size(content: bytes) -> bytes:
    """30 MB of zeros whose directory entry says 100 bytes."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/media/a.png", bytes(30_000_000), zipfile.ZIP_DEFLATED)
        archive.getinfo("word/media/a.png").file_size = 100
        archive._didModify = True
    return out.getvalue()


def pdf(*objects: bytes, trailer: bytes = b"", padding: int = 0) -> bytes:
    """A one-page PDF; further objects start at number 5. `trailer` goes into the catalogue."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>"
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R" + trailer + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        b"<</Length 2>>\nstream\nq \nendstream",
        *objects,
    ]
    if padding:
        noise = random.Random(7).randbytes(padding)
        bodies.append(b"<</Length %d>>\nstream\n%b\nendstream" % (padding, noise))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(bodies, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start))
    return out.getvalue()


def pdf_with_object_stream(hidden: bytes) -> bytes:
    """A PDF whose object 5 lies compressed inside object 6, as its cross-reference stream says."""
    begun = pdf()
    body = begun[: begun.rindex(b"xref\n0 5")]
    places = [body.index(b"%d 0 obj" % number) for number in range(1, 5)]
    packed = zlib.compress(b"5 0 " + hidden)
    places.append(len(body))
    body += b"6 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\n" % len(packed)
    body += b"stream\n%b\nendstream\nendobj\n" % packed
    rows = b"".join(
        struct.pack(">BIH", kind, place, number)
        for kind, place, number in [
            (0, 0, 65535),
            *((1, place, 0) for place in places[:4]),
            (2, 6, 0),
            (1, places[4], 0),
            (1, len(body), 0),
        ]
    )
    head = b"<</Type/XRef/Size 8/Root 1 0 R/W[1 4 2]/Length %d>>" % len(rows)
    return body + b"7 0 obj\n%b\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        head,
        rows,
        len(body),
    )


def big_pdf(size: int) -> bytes:
    """A valid PDF of exactly that many bytes."""
    made = pdf(padding=size - 1_000)
    return made + b"\n" * (size - len(made))


def gif_and_pdf() -> bytes:
    gif = b"GIF89a" + struct.pack("<HH", 1, 1) + b"\x80\x00\x00\x00\x00\x00\xff\xff\xff"
    return gif + b"!\xfe\x10" + b"\n" * 3 + pdf()
