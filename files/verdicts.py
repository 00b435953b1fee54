"""What an applicant is told when a file is refused: what is wrong with it, and what to do about it."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError

# Who is refused with one of them may have a PDF already, so they say to print, and not to save as, a PDF.
SENTENCES = {
    "empty": gettext_lazy("This file is empty. Check that it opens on your device, and choose it again."),
    "password": gettext_lazy("This file needs a password to open. Save a copy without one and choose that."),
    "damaged": gettext_lazy(
        "This file could not be opened: it seems to be damaged or incomplete. "
        "Save your CV once more in the program that you wrote it with, and choose the new file."
    ),
    "programs": gettext_lazy(
        "This file contains a script, a macro or another program. Print your CV to a new PDF and choose that."
    ),
    "attached": gettext_lazy(
        "This file carries another file inside it. "
        "Remove the attachment, or print your CV to a new PDF, and choose that."
    ),
    "outside": gettext_lazy(
        "This file loads something from another place when it is opened. "
        "Print your CV to a new PDF and choose that."
    ),
    "bomb": gettext_lazy(
        "This file unpacks to far more than a CV holds. Print your CV to a new PDF and choose that."
    ),
    "packed": gettext_lazy(
        "This file is packed in a way that cannot be trusted. Print your CV to a new PDF and choose that."
    ),
    "limits": gettext_lazy(
        "This file took too much work to open. Print your CV to a new PDF and choose that."
    ),
    "busy": gettext_lazy(
        "Your CV could not be checked just now. Nothing you typed is lost: please choose it again."
    ),
}
MALWARE = gettext_lazy(
    "This file holds malware ({malware}), so it cannot be taken. Check the device that it comes from, "
    "write your CV into a new document there or on another one, and choose that."
)
A_PICTURE = gettext_lazy("a picture")
A_WEB_PAGE = gettext_lazy("a web page")
OLD_WORD = gettext_lazy("a document of an old version of Word")
WITH_MACROS = gettext_lazy("a Word document with macros")
A_SPREADSHEET = gettext_lazy("a spreadsheet")
A_PRESENTATION = gettext_lazy("a presentation")
KNOWN_KINDS = {
    "rtf": gettext_lazy("an RTF document"),
    "txt": gettext_lazy("a plain text file"),
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "heic", "webp", "tif", "tiff", "svg"), A_PICTURE),
    **dict.fromkeys(("doc", "dot"), OLD_WORD),
    **dict.fromkeys(("docm", "dotm"), WITH_MACROS),
    "pages": gettext_lazy("a Pages document"),
    **dict.fromkeys(("html", "htm"), A_WEB_PAGE),
    "xml": gettext_lazy("an XML file"),
    "exe": gettext_lazy("a program"),
    "zip": gettext_lazy("an archive"),
    **dict.fromkeys(("xlsx", "ods"), A_SPREADSHEET),
    **dict.fromkeys(("pptx", "odp"), A_PRESENTATION),
}


class Refused(DomainError):
    """A file was not taken. `reason` is for tests and logs; `sentence` is for the applicant."""

    status = 422

    def __init__(self, reason: str, sentence: str = "") -> None:
        super().__init__(sentence or str(SENTENCES[reason]))
        self.reason = reason


def malware(name: str) -> Refused:
    """`name`: as the scanner calls it."""
    return Refused("malware", str(MALWARE).format(malware=name))


def too_big(size: int, *, limit: int) -> Refused:
    sentence = _(
        "This file is {size} MB; the limit is {limit} MB. "
        "Save a smaller copy, for example with smaller pictures, and choose that."
    )
    shown = number_format(round(size / 1024 / 1024, 1), 1)
    return Refused("too_big", sentence.format(size=shown, limit=limit // 1024 // 1024))


def other_kind(kind: str) -> Refused:
    """`kind` is an extension, or what the first bytes looked like; it may be unknown or empty."""
    if kind in KNOWN_KINDS:
        said = _("This is {kind}.").format(kind=KNOWN_KINDS[kind])
    elif kind.isalnum() and kind.isascii() and len(kind) <= 8:
        said = _("A .{extension} file cannot be read here.").format(extension=kind)
    else:
        said = _("This kind of file cannot be read here.")
    then = _("Save your CV as a PDF and choose that. A DOCX or ODT document is fine too.")
    return Refused("other_kind", f"{said} {then}")


def misnamed(*, named: str, inside: str) -> Refused:
    """The name says one accepted kind and the content is another kind."""
    if inside in {"pdf", "docx", "odt"}:
        sentence = _(
            "This file is named .{named}, but inside it is a .{inside} file. "
            "Rename it so that it ends in .{inside}, and choose it again."
        )
        return Refused("misnamed", sentence.format(named=named, inside=inside))
    said = KNOWN_KINDS.get(inside)
    if said is None:
        return Refused("damaged")
    sentence = _(
        "This file is named .{named}, but inside it is {kind}. Save your CV as a PDF and choose that."
    )
    return Refused("misnamed", sentence.format(named=named, kind=said))
