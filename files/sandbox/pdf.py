"""PDF: is it safe to keep, and what does it say?"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import pypdf
import pypdfium2
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from files.sandbox.frames import LONGEST, Frame
from files.sandbox.refusal import Unacceptable

PROGRAM_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
PROGRAM_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"}
SENDING_ACTIONS = {"/SubmitForm"}
LEAVING_ACTIONS = {"/GoToR", "/GoToE", "/URI", "/Thread"}  # to be pressed they may be there
PROGRAM_SUBTYPES = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/Flash"}
SUSPICIOUS = re.compile(
    rb"/(?:JS|JavaScript|Launch|EmbeddedFile|EF|RichMedia|XFA|SubmitForm|ImportData|GoTo[RE])\b"
)
FILE_NAMES = ("/F", "/UF", "/DOS", "/Unix", "/Mac", "/URI", "/Base")
# `file:///` leads to the reader's own disk, as programs write it where a link was relative.
REMOTE = re.compile(r"\s*(?:[\\/]{2}|file:(?!///[^/\\])|smb:)", re.IGNORECASE)
END = re.compile(rb"%%EOF")
END_OF_VERSION = re.compile(rb"startxref\s{1,9}\d{1,12}(?:\s{1,9}%%EOF)?")
BETWEEN = re.compile(rb"(?:[\s\x00]|%[^\r\n]*+)*+")  # white space and comments
CHANGE = re.compile(rb"\d{1,10}\s{1,9}\d{1,5}\s{1,9}obj\b|xref\b|trailer\b|startxref\b")
ANOTHER = re.compile(
    rb"PK\x03\x04|PK\x05\x06|Rar!\x1a|7z\xbc\xaf|\x1f\x8b\x08|MZ[^\n]{0,8}\x00|\x7fELF"
    rb"|<(?:!doctype|html|head|body|script|svg|iframe|\?php)\b",
    re.IGNORECASE,
)
AFTER = 1024  # bytes behind the end that mail programs and servers may leave; more than that is a file

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
READ_PAGES = 200
DRAWN_PAGES = 20
PAGE_WIDTH, PAGE_HEIGHT = 1200, 2400  # pixels


def judge(file: BinaryIO) -> None:
    """Opens it, walks its objects, loads page 1. Raises Unacceptable; any other error means damaged."""
    data = file.read()
    _look_behind_the_end(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for thing in _dictionaries(data):
            _look_at(thing)
    document = _opened(data)
    if len(document) < 1:
        raise Unacceptable("damaged")
    document[0].get_mediabox()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unacceptable("password" if "password" in str(error).lower() else "damaged") from error


def _dictionaries(data: bytes) -> Iterator[DictionaryObject]:
    """Each dictionary of each object of the file, whether or not anything points to it."""
    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unacceptable("password")
    yield from _inside(reader.trailer)
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        try:
            found = reader.get_object(IndirectObject(number, generation, reader))
        except PdfReadError:
            _look_at_bytes(data, reader.xref.get(generation, {}).get(number))
        else:
            yield from _inside(found)


def _inside(thing: Any) -> Iterator[DictionaryObject]:
    """The dictionary itself and those written directly inside it; references are visited on their own."""
    stack = [thing]
    while stack:
        top = stack.pop()
        if isinstance(top, DictionaryObject):
            yield top
            stack.extend(top.values())
        elif isinstance(top, ArrayObject):
            stack.extend(top)


def _look_at_bytes(data: bytes, offset: int | None) -> None:
    """An object that we cannot read, but another program might: its bytes must look harmless."""
    if offset is None:
        raise Unacceptable("damaged")
    written = data[offset : data.find(b"endobj", offset)]
    plain = re.sub(rb"#([0-9a-fA-F]{2})", lambda code: bytes([int(code[1], 16)]), written)
    if SUSPICIOUS.search(plain):
        raise Unacceptable("programs")


def _look_behind_the_end(data: bytes) -> None:
    """What is a PDF to one program and an archive or a page to another; an appended change is not."""
    ends = [found.end() for found in END.finditer(data)]
    if zipfile.is_zipfile(io.BytesIO(data)) or any(ANOTHER.search(data[end : end + AFTER]) for end in ends):
        raise Unacceptable("attached")
    versions = [found.end() for found in END_OF_VERSION.finditer(data)]
    last = max([*ends, *versions], default=len(data))
    if ANOTHER.search(data, last) or not all(
        _goes_on(data, end, last=end == last) for end in {*versions, last}
    ):
        raise Unacceptable("attached")


def _goes_on(data: bytes, end: int, *, last: bool) -> bool:
    """Behind a version comes the next one, if anything; behind the last one there may be a little noise."""
    between = BETWEEN.match(data, end)
    assert between is not None
    if ANOTHER.search(between[0]):
        return False
    start = between.end()
    return bool(CHANGE.match(data, start)) or len(data) - start <= (AFTER if last else 0)


def _look_at_what_happens_by_itself(thing: DictionaryObject) -> None:
    """On opening (a catalogue) or on another event (`/AA`): it stays in the document."""
    events = _found(thing.get("/AA"))
    happening = [thing.get("/OpenAction"), *(events.values() if isinstance(events, dict) else ())]
    seen: dict[int, DictionaryObject] = {}
    while happening:
        action = _found(happening.pop())
        if not isinstance(action, DictionaryObject) or id(action) in seen:
            continue
        seen[id(action)] = action
        if str(action.get("/S", "")) in LEAVING_ACTIONS:
            raise Unacceptable("outside")
        happening += _listed(action.get("/Next"))


def _found(thing: Any) -> Any:
    """What it refers to, if it refers to something."""
    return thing.get_object() if hasattr(thing, "get_object") else thing


def _listed(thing: Any) -> list[Any]:
    found = _found(thing)
    return list(found) if isinstance(found, ArrayObject) else [found]


def _names_a_remote_file(thing: DictionaryObject) -> bool:
    said = [_found(thing.get(key)) for key in FILE_NAMES]
    return any(isinstance(one, str | bytes) and REMOTE.match(_text_of(one)) for one in said)


def _text_of(said: str | bytes) -> str:
    return said.decode("latin-1") if isinstance(said, bytes) else str(said)


def _look_at(thing: DictionaryObject) -> None:
    keys = thing.keys()
    action, subtype, kind = (str(thing.get(key, "")) for key in ("/S", "/Subtype", "/Type"))
    if keys & PROGRAM_KEYS or action in PROGRAM_ACTIONS or subtype in PROGRAM_SUBTYPES:
        raise Unacceptable("programs")
    if action in SENDING_ACTIONS or _names_a_remote_file(thing):
        raise Unacceptable("outside")
    _look_at_what_happens_by_itself(thing)
    if (
        thing.get("/EF")
        or _has_entries(thing.get("/EmbeddedFiles"))
        or kind == "/EmbeddedFile"
        or subtype == "/FileAttachment"
    ):
        raise Unacceptable("attached")


def _has_entries(tree: Any) -> bool:
    """Some programs write an empty list of attachments."""
    found = _found(tree)
    return bool(found) and not (
        isinstance(found, dict) and found.keys() <= {"/Names"} and not found.get("/Names")
    )


def read(file: BinaryIO) -> Iterator[Frame]:
    """How many pages, their text, then the pictures of the first of them."""
    data = file.read()
    document = _opened(data)
    count = len(document)
    yield Frame({"part": "facts", "pages": count})
    texts = [_text(document, number) for number in range(min(count, READ_PAGES))]
    if any(RIGHT_TO_LEFT.search(text) for text in texts):
        yield Frame(
            {"part": "text", "text": "\n\n".join(texts)[:LONGEST]}
        )  # stands if the next step is too much
        texts = _right_to_left(data, texts)
    yield Frame({"part": "text", "text": "\n\n".join(texts)[:LONGEST]})
    for number in range(min(count, DRAWN_PAGES)):
        with suppress(pypdfium2.PdfiumError, OSError, ValueError):
            yield _drawn(document, number)


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        said = document[number].get_textpage().get_text_range()
    except pypdfium2.PdfiumError:
        return ""
    return re.sub("[\x02\ufffe\u00ad]\\s*", "", said)  # a word divided at the end of a line is one word


def _right_to_left(data: bytes, texts: list[str]) -> list[str]:
    """PDFium turns some words of these scripts around, pypdf breaks Latin ones: each line from the better."""
    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        reader.decrypt("")
    made = []
    for page, text in zip(reader.pages, texts, strict=False):
        turned = [line for line in page.extract_text().splitlines() if RIGHT_TO_LEFT.search(line)]
        made.append(
            "\n".join(turned + [line for line in text.splitlines() if not RIGHT_TO_LEFT.search(line)])
        )
    return made


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Frame:
    page = document[number]
    width, height = page.get_size()
    scale = min(PAGE_WIDTH / max(width, 1), PAGE_HEIGHT / max(height, 1))
    picture = page.render(scale=scale, draw_annots=False).to_pil().convert("RGB")
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80, method=2)
    head = {"part": "page", "number": number + 1, "width": picture.width, "height": picture.height}
    return Frame(head, out.getvalue())
