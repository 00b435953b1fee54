"""CVs that hold EICAR, a harmless text that scanners call malware. Each is a fine CV without a scanner."""

import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.files import hostile
from tests.files.scanner import EICAR


def _docx(*, stored: bool) -> bytes:
    change = hostile.replacing("word/document.xml", b"Umber", b"Umber " + EICAR)
    return hostile.rebuilt(hostile.DOCX, change=change, stored=stored)


def _odt(*, stored: bool) -> bytes:
    change = hostile.replacing("content.xml", b"Oxlip", b"Oxlip " + EICAR)
    return hostile.rebuilt(hostile.ODT, change=change, stored=stored)


def _pdf(*, stored: bool) -> bytes:
    body, how = (EICAR, b"") if stored else (zlib.compress(EICAR), b"/Filter/FlateDecode")
    return hostile.pdf(b"<<%b/Length %d>>\nstream\n%b\nendstream" % (how, len(body), body))


CARRIERS = {
    "packed.docx": _docx(stored=False),
    "packed.odt": _odt(stored=False),
    "packed.pdf": _pdf(stored=False),
    "plain.docx": _docx(stored=True),
    "plain.odt": _odt(stored=True),
    "plain.pdf": _pdf(stored=True),
}
PLAIN = [name for name in CARRIERS if name.startswith("plain")]  # found without unpacking


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, CARRIERS[name])
