"""DOCX and ODT: every part is looked at, and what could run, load or hide something refuses the file."""

import re
import zipfile
from collections.abc import Callable
from typing import IO, BinaryIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

import defusedxml.sax
from defusedxml import DefusedXmlException

from files.sandbox import container
from files.sandbox.refusal import Unacceptable

OLE = b"\xd0\xcf\x11\xe0"
PACKED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
XML_NAMES = (".xml", ".rels", ".vml", ".rdf")
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
ACTIVE_RELATIONS = {"vbaProject", "wordVbaData", "control", "activeXControlBinary", "attachedToolbars"}
EMBEDDED_RELATIONS = {"oleObject", "package", "aFChunk", "subDocument", "frame"}
DDE = re.compile(r'(?:^|\x01)[\s"]*DDE(?:AUTO)?\b', re.IGNORECASE)  # \x01: see _Word
# As LibreOffice knows them: whichever committee is named, and whatever follows the 1.
OPEN_DOCUMENT = re.compile(
    r"urn:oasis:names:tc:[^:]*:xmlns:([^:]*):1\.[^:]+|http://openoffice\.org/2000/([a-z]+)"
)
Name = tuple[str | None, str]  # namespace, local name
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\|/", re.IGNORECASE)


def judge_docx(file: BinaryIO) -> None:
    archive = container.opened(file.read())
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise Unacceptable("damaged")
    if any("vbaproject" in name.lower() for name in names):
        raise Unacceptable("programs")
    if any(re.search(r"/(embeddings|activeX)/", name, re.IGNORECASE) for name in names):
        raise Unacceptable("attached")
    types = _Types()
    _judge_parts(archive, lambda name: types if name == "[Content_Types].xml" else _Word())
    if not types.has_main:
        raise Unacceptable("damaged")


def judge_odt(file: BinaryIO) -> None:
    archive = container.opened(file.read())
    names = archive.namelist()
    if not {"mimetype", "content.xml"} <= set(names) or archive.read("mimetype").strip() != ODT_TYPE:
        raise Unacceptable("damaged")
    if any(name.startswith(("Basic/", "Scripts/", "Dialogs/")) for name in names):
        raise Unacceptable("programs")
    _judge_parts(archive, lambda name: _Open())


def _judge_parts(archive: zipfile.ZipFile, handler_for: Callable[[str], ContentHandler]) -> None:
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        with archive.open(entry) as part:
            start = part.read(4096)
        if start.startswith(OLE):
            raise Unacceptable("programs")
        if start.startswith(PACKED):
            raise Unacceptable("packed")
        if start.startswith(PROGRAMS):
            raise Unacceptable("programs")
        if _is_xml(entry.filename, start):
            with archive.open(entry) as part:
                _parse(part, handler_for(entry.filename))
        else:
            archive.read(entry)  # to its end: the checksum and the stated size must hold


def _is_xml(name: str, start: bytes) -> bool:
    """By name, or by looking like it in any encoding that an XML parser takes."""
    bare = start.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")
    return bool(start) and (name.lower().endswith(XML_NAMES) or bare.startswith(b"<") or not bare)


def _parse(part: IO[bytes], handler: ContentHandler) -> None:
    parser = defusedxml.sax.make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    try:
        parser.parse(part)
    except DefusedXmlException as error:
        raise Unacceptable("outside") from error
    except SAXException as error:
        raise Unacceptable("damaged") from error


class _Types(ContentHandler):
    has_main = False

    def startElementNS(self, name: Name, qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: N802  xml.sax's
        said = attrs.get((None, "ContentType"), "")
        if "macroenabled" in said.lower() or "vbaproject" in said.lower():
            raise Unacceptable("programs")
        self.has_main = self.has_main or said == DOCX_MAIN


class _Word(ContentHandler):
    """Relationships and fields of any part of a DOCX, whichever version of its namespaces it speaks."""

    def __init__(self) -> None:
        super().__init__()
        self.code: list[str] = []  # the codes of all fields, \x01 where one begins
        self.in_code = False

    def startElementNS(self, name: Name, qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: N802  xml.sax's
        local = name[1]
        if local == "Relationship":
            kind = attrs.get((None, "Type"), "").rpartition("/")[2]
            _judge_relation(kind, attrs.get((None, "TargetMode"), ""))
            return
        said = [(key, value) for (_, key), value in attrs.items()]
        if local == "fldSimple":
            self.code += ["\x01" + value for key, value in said if key == "instr"]
        elif local == "fldChar" and ("fldCharType", "begin") in said:
            self.code.append("\x01")
        elif local in {"OLEObject", "object"} and any(key == "ProgID" for key, _ in said):
            raise Unacceptable("attached")
        self.in_code = local == "instrText"

    def endElementNS(self, name: Name, qname: str | None) -> None:  # noqa: N802  xml.sax's
        self.in_code = False

    def characters(self, content: str) -> None:
        if self.in_code:
            self.code.append(content)

    def endDocument(self) -> None:  # noqa: N802  xml.sax's
        if DDE.search("".join(self.code)):
            raise Unacceptable("outside")


def _judge_relation(kind: str, mode: str) -> None:
    if kind in ACTIVE_RELATIONS:
        raise Unacceptable("programs")
    if kind in EMBEDDED_RELATIONS:
        raise Unacceptable("attached")
    if mode.strip().lower() == "external" and kind != "hyperlink":
        raise Unacceptable("outside")


class _Open(ContentHandler):
    """Scripts, plug-ins, DDE and outside pictures in any part of an ODT. A prefix says nothing: it is the
    document's own choice."""

    RUNS = {
        ("office", "script"), ("office", "event-listeners"), ("script", "event-listener"),
        ("presentation", "event-listener"), ("drawing", "plugin"), ("drawing", "applet"),
        ("drawing", "floating-frame"),
    }  # fmt: skip
    LINKS = {("text", "a"), ("drawing", "a"), ("meta", "template"), ("meta", "auto-reload"), ("form", "form")}

    def startElementNS(self, name: Name, qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: N802  xml.sax's
        known = _vocabulary(name[0]), name[1]
        if known in self.RUNS:
            raise Unacceptable("programs")
        if "dde-" in name[1]:
            raise Unacceptable("outside")
        if name[1] == "encryption-data":
            raise Unacceptable("password")
        if known == ("drawing", "object-ole"):
            raise Unacceptable("attached")
        if known not in self.LINKS and any(
            key == "href" and _vocabulary(uri) == "xlink" and ELSEWHERE.match(value.strip())
            for (uri, key), value in attrs.items()
        ):
            raise Unacceptable("outside")


def _vocabulary(uri: str | None) -> str:
    """The part of OpenDocument that a namespace stands for, in any version; nothing for another one."""
    found = OPEN_DOCUMENT.fullmatch(uri or "")
    if found:
        return found[1] or found[2]
    return "xlink" if uri == "http://www.w3.org/1999/xlink" else ""
