"""ODT to text and simple HTML, page headers and footers included."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element  # the type; parsing is defusedxml's

import defusedxml.ElementTree

from files.sandbox.frames import LONGEST, Frame

SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
NAMES = {uri: prefix for prefix, uri in SPACES.items()}
LEFT_OUT = {"office:annotation", "text:tracked-changes", "text:note-citation", "text:sequence-decls"}
TAGS = {
    "text:p": "p",
    "text:list": "ul",
    "text:list-item": "li",
    "table:table": "table",
    "table:table-row": "tr",
    "table:table-cell": "td",
}
HREF = f"{{{SPACES['xlink']}}}href"
LEVEL = f"{{{SPACES['text']}}}outline-level"
COUNT = f"{{{SPACES['text']}}}c"
BREAKS = re.compile(r"</?(?:p|h\d|li|ul|tr|td|table|br)>")


def read(file: BinaryIO) -> Iterator[Frame]:
    archive = zipfile.ZipFile(io.BytesIO(file.read()))
    body = _html(_parsed(archive, "content.xml").find("office:body", SPACES))
    above, below = _around(archive)
    whole = above + body + below
    text = html.unescape(re.sub(r"<[^<>]*>", "", BREAKS.sub("\n", whole)))
    yield Frame({"part": "text", "text": text[:LONGEST]})
    yield Frame({"part": "html", "html": whole[:LONGEST]})


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    found: Element = defusedxml.ElementTree.fromstring(archive.read(name), forbid_dtd=True)
    return found


def _around(archive: zipfile.ZipFile) -> tuple[str, str]:
    if "styles.xml" not in archive.namelist():
        return "", ""
    styles = _parsed(archive, "styles.xml")
    above, below = (styles.iterfind(f".//style:{kind}", SPACES) for kind in ("header", "footer"))
    return "".join(map(_html, above)), "".join(map(_html, below))


def _name(element: Element) -> str:
    uri, _, local = element.tag.rpartition("}")
    return f"{NAMES.get(uri.lstrip('{'), '?')}:{local}"


def _html(element: Element | None) -> str:
    if element is None or (name := _name(element)) in LEFT_OUT:
        return ""
    if name == "text:s":
        return " " * min(int(element.get(COUNT, "1")), 80)
    if name == "text:tab":
        return "\t"
    if name == "text:line-break":
        return "<br>"
    inside = html.escape(element.text or "") + "".join(
        _html(child) + html.escape(child.tail or "") for child in element
    )
    return _wrapped(element, name, inside)


def _wrapped(element: Element, name: str, inside: str) -> str:
    if name == "text:h":
        level = min(int(element.get(LEVEL, "1")) + 2, 6)
        return f"<h{level}>{inside}</h{level}>"
    if name == "text:a":
        return f'<a href="{html.escape(element.get(HREF, ""))}">{inside}</a>'
    tag = TAGS.get(name)
    return f"<{tag}>{inside}</{tag}>" if tag else inside
