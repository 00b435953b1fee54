"""What an applicant is told when a file is refused: what is wrong with it, and what to do about it."""

from core.errors import DomainError

SAVE_AS_PDF = "Save your CV as a PDF and choose that."
PRINT_TO_PDF = "Print your CV to a new PDF and choose that."  # for what may be a PDF already

SENTENCES = {
    "empty": "This file is empty. Check that it opens on your device, and choose it again.",
    "password": "This file needs a password to open. Save a copy without one and choose that.",
    "damaged": "This file could not be opened: it seems to be damaged or incomplete. "
    "Save your CV once more in the program that you wrote it with, and choose the new file.",
    "programs": "This file contains a script, a macro or another program. " + PRINT_TO_PDF,
    "attached": "This file carries another file inside it. "
    "Remove the attachment, or print your CV to a new PDF, and choose that.",
    "outside": "This file loads something from another place when it is opened. " + PRINT_TO_PDF,
    "bomb": "This file unpacks to far more than a CV holds. " + PRINT_TO_PDF,
    "packed": "This file is packed in a way that cannot be trusted. " + PRINT_TO_PDF,
    "limits": "This file took too much work to open. " + PRINT_TO_PDF,
    "busy": "Your CV could not be checked just now. Nothing you typed is lost: please choose it again.",
}
KNOWN_KINDS = {
    "rtf": "an RTF document",
    "txt": "a plain text file",
    "jpg": "a picture",
    "jpeg": "a picture",
    "png": "a picture",
    "gif": "a picture",
    "heic": "a picture",
    "webp": "a picture",
    "tif": "a picture",
    "tiff": "a picture",
    "svg": "a picture",
    "doc": "a document of an old version of Word",
    "dot": "a document of an old version of Word",
    "docm": "a Word document with macros",
    "dotm": "a Word document with macros",
    "pages": "a Pages document",
    "html": "a web page",
    "htm": "a web page",
    "xml": "an XML file",
    "exe": "a program",
    "zip": "an archive",
    "xlsx": "a spreadsheet",
    "ods": "a spreadsheet",
    "pptx": "a presentation",
    "odp": "a presentation",
}


class Refused(DomainError):
    """A file was not taken. `reason` is for tests and logs; `sentence` is for the applicant."""

    status = 422

    def __init__(self, reason: str, sentence: str = "") -> None:
        super().__init__(sentence or SENTENCES[reason])
        self.reason = reason


def too_big(size: int, *, limit: int) -> Refused:
    shown = f"{size / 1024 / 1024:.1f}"
    return Refused(
        "too_big",
        f"This file is {shown} MB; the limit is {limit // 1024 // 1024} MB. "
        "Save a smaller copy, for example with smaller pictures, and choose that.",
    )


def other_kind(kind: str) -> Refused:
    """`kind` is an extension, or what the first bytes looked like; it may be unknown or empty."""
    if kind in KNOWN_KINDS:
        said = f"This is {KNOWN_KINDS[kind]}"
    elif kind.isalnum() and kind.isascii() and len(kind) <= 8:
        said = f"A .{kind} file cannot be read here"
    else:
        said = "This kind of file cannot be read here"
    return Refused("other_kind", f"{said}. {SAVE_AS_PDF} A DOCX or ODT document is fine too.")


def misnamed(*, named: str, inside: str) -> Refused:
    """The name says one accepted kind and the content is another kind."""
    if inside in {"pdf", "docx", "odt"}:
        return Refused(
            "misnamed",
            f"This file is named .{named}, but inside it is a .{inside} file. "
            f"Rename it so that it ends in .{inside}, and choose it again.",
        )
    said = KNOWN_KINDS.get(inside)
    if said is None:
        return Refused("damaged")
    return Refused("misnamed", f"This file is named .{named}, but inside it is {said}. {SAVE_AS_PDF}")
