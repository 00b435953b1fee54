"""Making text, page images and clean HTML of a kept file. What fails here costs that file its text only.

The row is the queue: a lease says who reads it and until when; what a dead worker left is found again.
"""

import logging
import unicodedata
from datetime import timedelta
from typing import Any

import nh3
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from audit.log import record
from core.sweeping import sweep
from files import store
from files.models import ATTEMPTS, PageImage, StoredFile
from files.sandbox.client import Unanswered, sandbox
from files.sandbox.frames import Frame

logger = logging.getLogger(__name__)

JOBS = {"pdf": b"P", "docx": b"D", "odt": b"O"}
LEASE = timedelta(minutes=2)
LONGEST = 400_000  # characters of text, and of HTML
# Stored in English, said by `StoredFile.why_unread_in_words`.
SCAN = gettext_noop("This file holds pictures of pages and no text: its text is not searchable.")
PART = gettext_noop("This file took too much work to read: a part of it is not shown here.")
NOTHING = gettext_noop("This file could not be shown here. Download the original to read it.")

TAGS = {"h3", "h4", "h5", "h6", "p", "br", "ul", "ol", "li", "strong", "em", "sup", "sub", "a"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


def read_due(*, most: int = 20) -> int:
    """Read what is due, oldest first; answers how many were taken."""
    due = StoredFile.objects.due().defer("text", "html").order_by("id")
    return sweep("read files", due, lambda stored: read(stored.pk), most=most, atomic=False)


def read(file_id: int) -> None:
    """Read one file if it is due. Safe to call twice, and from two places at once."""
    stored = _lease(file_id)
    if stored is None:
        return
    try:
        with store.open_(stored.key) as file:
            said = sandbox.read(JOBS[stored.kind], file)
    except Unanswered:
        logger.warning("file %s was not read: no child could be asked", file_id)
        _give_back(stored)
        return
    except FileNotFoundError:
        logger.exception("file %s has a row but no bytes", file_id)
        said = []
    except OSError:
        logger.exception("file %s could not be fetched", file_id)
        _give_back(stored)
        return
    try:
        _keep(stored, said)
    except OSError:
        logger.exception("what was read of file %s could not be stored", file_id)
        _give_back(stored)


def clean_text(text: str) -> str:
    """NFKC, without what PostgreSQL or a page cannot hold."""
    plain = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in plain if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cn"})
    return "".join(kept)[:LONGEST].strip()


def clean_html(markup: str) -> str:
    """Text, lists, tables and links; no pictures, no styles, no names that a script could find."""
    return nh3.clean(
        clean_text(markup),
        tags=TAGS,
        clean_content_tags={"script", "style", "title"},
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )


def _lease(file_id: int) -> StoredFile | None:
    with transaction.atomic():
        row = StoredFile.objects.due().filter(pk=file_id).select_for_update(skip_locked=True).first()
        if row is None:
            return None
        if row.attempts >= ATTEMPTS:
            row.reading, row.why_unread = StoredFile.Reading.UNREADABLE, NOTHING
            row.save(update_fields=["reading", "why_unread"])
            return None
        row.reading = StoredFile.Reading.READING
        row.attempts += 1
        row.lease_until = Now() + LEASE
        row.save(update_fields=["reading", "attempts", "lease_until"])
    return row


def _give_back(stored: StoredFile) -> None:
    """Not the file's fault: it counts as no attempt, and is found again when the lease runs out."""
    mine = StoredFile.objects.filter(pk=stored.pk, attempts=stored.attempts)
    mine.update(attempts=stored.attempts - 1)


def _keep(stored: StoredFile, said: list[Frame]) -> None:
    """Write down what the child could tell, unless another worker has taken the file over."""
    pages = [PageImage(file=stored, key=store.keep(f.body), **_size(f.head)) for f in said if _is_page(f)]
    with transaction.atomic():
        mine = StoredFile.objects.filter(
            pk=stored.pk, reading=StoredFile.Reading.READING, attempts=stored.attempts
        )
        row = mine.select_for_update().first()
        stale = list(row.pages.values_list("key", flat=True)) if row else [page.key for page in pages]
        if row:
            row.pages.all().delete()
            PageImage.objects.bulk_create(pages)
            _write_down(row, said, drawn=bool(pages))
        transaction.on_commit(lambda: store.remove(*stale), robust=True)


def _write_down(row: StoredFile, said: list[Frame], *, drawn: bool) -> None:
    parts: dict[str, dict[str, Any]] = {str(frame.head.get("part")): frame.head for frame in said}
    row.text = clean_text(str(parts.get("text", {}).get("text", "")))
    row.html = clean_html(str(parts.get("html", {}).get("html", "")))
    row.page_count = parts.get("facts", {}).get("pages")
    row.lease_until = None
    row.reading = StoredFile.Reading.READ
    row.why_unread = ""
    if not (row.text or row.html or drawn):
        row.reading, row.why_unread = StoredFile.Reading.UNREADABLE, NOTHING
    elif "end" not in parts:
        row.why_unread = PART
    elif not row.text:
        row.why_unread = SCAN
    row.save(
        update_fields=["text", "html", "page_count", "lease_until", "reading", "why_unread"],
    )
    record("file.read", by="system", obj=row, reading=row.reading, pages=row.page_count)


def _is_page(frame: Frame) -> bool:
    return frame.head.get("part") == "page" and frame.body.startswith(b"RIFF") and len(frame.body) > 100


def _size(head: dict[str, Any]) -> dict[str, int]:
    return {name: int(head[name]) for name in ("number", "width", "height")}
