"""PDF: is it safe to keep, and what does it say?"""

import io
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

import pypdf
import pypdfium2
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from files.sandbox.refusal import Unacceptable

PROGRAM_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
PROGRAM_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"}
PROGRAM_SUBTYPES = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/Flash"}
FILE_KEYS = {"/EF", "/EmbeddedFiles"}


def judge(file: BinaryIO) -> None:
    """Opens it, walks its objects, loads page 1. Raises Unacceptable; any other error means damaged."""
    data = file.read()
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
            continue  # a free or broken entry: what cannot be read cannot be run
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


def _look_at(thing: DictionaryObject) -> None:
    keys = thing.keys()
    action, subtype, kind = (str(thing.get(key, "")) for key in ("/S", "/Subtype", "/Type"))
    if keys & PROGRAM_KEYS or action in PROGRAM_ACTIONS or subtype in PROGRAM_SUBTYPES:
        raise Unacceptable("programs")
    if keys & FILE_KEYS or kind == "/EmbeddedFile" or subtype == "/FileAttachment":
        raise Unacceptable("attached")
