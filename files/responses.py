"""Handing out kept files, for views that have checked who asks."""

import logging
from typing import BinaryIO

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from core.errors import DomainError
from files import store
from files.models import StoredFile
from files.names import clean

logger = logging.getLogger(__name__)

MEDIA_TYPES = {
    StoredFile.Kind.PDF: "application/pdf",
    StoredFile.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    StoredFile.Kind.ODT: "application/vnd.oasis.opendocument.text",
}


class OutOfReach(DomainError):
    """The row is there, and the store does not hand out its bytes."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("This file cannot be fetched just now. Try again in a few minutes."))


class Withheld(DomainError):
    """It was not scanned yet, or holds malware: its bytes are nobody's."""

    status = 409

    def __init__(self, stored: StoredFile) -> None:
        super().__init__(stored.why_withheld)


def attachment(stored: StoredFile) -> FileResponse:
    """The original, to be saved and not shown (RFC 6266); should a browser show it, in a sandbox."""
    _refuse_withheld(stored)
    kind = MEDIA_TYPES[StoredFile.Kind(stored.kind)]
    return _closed(
        FileResponse(_bytes(stored.key), as_attachment=True, filename=clean(stored.name), content_type=kind)
    )


def page_image(stored: StoredFile, number: int) -> FileResponse:
    """The picture of one page, from 1, to be shown in a page of ours."""
    _refuse_withheld(stored)
    page = stored.pages.filter(number=number).first()
    if page is None:
        raise Http404
    return _closed(FileResponse(_bytes(page.key), filename=f"page-{number}.webp", content_type="image/webp"))


def _refuse_withheld(stored: StoredFile) -> None:
    if stored.is_withheld:
        raise Withheld(stored)


def _bytes(key: str) -> BinaryIO:
    try:
        return store.open_(key)
    except FileNotFoundError as error:
        raise Http404 from error
    except OSError as error:
        logger.exception("a file could not be fetched")
        raise OutOfReach from error


def _closed(response: FileResponse) -> FileResponse:
    """No script, no frame, no cache, whatever a browser takes it for."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
