"""Making text, page images and clean HTML of a kept file. What fails here costs that file its text only.

The row is the queue: a lease says who reads it and until when; what a dead worker left is found again.
"""

import logging
import unicodedata
from datetime import timedelta
from hashlib import sha256
from typing import Any

import nh3
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from audit.log import record
from core.actor import By
from core.models import SweepFailure
from core.sweeping import forget, put_aside, sweep
from files import identity, store
from files.models import ATTEMPTS, PageImage, StoredFile, StoredFileQuerySet
from files.poke import poke
from files.sandbox.client import Unanswered, sandbox
from files.sandbox.frames import Frame

logger = logging.getLogger(__name__)

JOBS = {"pdf": b"P", "docx": b"D", "odt": b"O"}
LEASE = timedelta(minutes=2)
SWEEP = "read files"
TRIED_FOR, LONGEST_PAUSE = timedelta(days=1), timedelta(minutes=30)  # while the store is away
LONGEST = 400_000  # characters of text, and of HTML
# Stored in English, said by `StoredFile.why_unread_in_words`.
SCAN = gettext_noop("This file holds pictures of pages and no text: its text is not searchable.")
PART = gettext_noop("This file took too much work to read: a part of it is not shown here.")
NOTHING = gettext_noop("This file could not be shown here. Download the original to read it.")
AWAY = gettext_noop("For a day this file could not be fetched from where files are kept.")

TAGS = {"h3", "h4", "h5", "h6", "p", "br", "ul", "ol", "li", "strong", "em", "sup", "sub", "a"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


def read_due(*, most: int = 20) -> int:
    """Read what is due, oldest first; answers how many were taken."""
    due = StoredFile.objects.due().defer("text", "html").order_by("id")
    return sweep(
        SWEEP, due, lambda stored: _read(stored.pk), most=most, longest=LONGEST_PAUSE, atomic=False
    )  # fmt: skip


def read(file_id: int) -> None:
    """Read one file if it is due. Safe to call twice, and from two places at once."""
    try:
        _read(file_id)
    except OSError as error:
        put_aside(SWEEP, file_id, error, longest=LONGEST_PAUSE)


def read_again(stored: StoredFile, *, by: By) -> None:
    """As if it had just come. One that is read, or about to be, stays as it is."""
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().get(pk=stored.pk)
        if row.reading == StoredFile.Reading.UNREADABLE:
            row.reading, row.why_unread = StoredFile.Reading.WAITING, ""
            row.attempts, row.lease_until = 0, None
            row.save(update_fields=["reading", "why_unread", "attempts", "lease_until"])
        elif not is_put_off(row):
            return
        forget(SWEEP, {str(row.pk)})
        record("file.read_again", by=by, obj=row)
        transaction.on_commit(lambda: poke(row.pk), robust=True)


def is_put_off(stored: StoredFile) -> bool:
    """It could not be fetched, and waits for another try."""
    return stored.is_pending and SweepFailure.objects.filter(sweep=SWEEP, row=str(stored.pk)).exists()


def _read(file_id: int) -> None:
    """Raises OSError where the store is away; the file is due again then."""
    stored = _lease(file_id)
    if stored is None:
        return
    try:
        _keep(stored, _told_of(stored))
    except Unanswered:
        logger.warning("file %s was not read: no child could be asked", file_id)
        _its_try(stored).update(attempts=stored.attempts - 1)  # found again when the lease runs out
    except OSError as error:
        _put_off(stored, error)


def _told_of(stored: StoredFile) -> list[Frame]:
    try:
        with store.open_(stored.key) as file:
            said = sandbox.read(JOBS[stored.kind], file)
            if not said:
                file.seek(0)
                if sha256(file.read()).hexdigest() != stored.sha256:
                    raise OSError("other bytes came than were stored")
            return said
    except FileNotFoundError as error:
        if not identity.is_ours():
            raise OSError("another folder lies where the files were") from error
        logger.exception("file %s has a row but no bytes", stored.pk)
        return []


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


def _put_off(stored: StoredFile, error: OSError) -> None:
    """Not the file's fault: it counts as no attempt, and `error` is for the sweep, until a day is over."""
    tries = SweepFailure.objects.filter(sweep=SWEEP, row=str(stored.pk))
    given_back = {"attempts": stored.attempts - 1, "lease_until": None}
    if tries.filter(first_at__lt=Now() - TRIED_FOR).exists():
        logger.error("file %s could not be fetched for a day", stored.pk, exc_info=error)
        _its_try(stored).update(
            reading=StoredFile.Reading.UNREADABLE, why_unread=AWAY, **given_back
        )  # fmt: skip
        return
    _its_try(stored).update(reading=StoredFile.Reading.WAITING, **given_back)
    raise error


def _its_try(stored: StoredFile) -> StoredFileQuerySet:
    """The row, unless another worker has taken it over."""
    return StoredFile.objects.filter(
        pk=stored.pk, reading=StoredFile.Reading.READING, attempts=stored.attempts
    )  # fmt: skip


def _keep(stored: StoredFile, said: list[Frame]) -> None:
    """Write down what the child could tell, unless another worker has taken the file over."""
    pages = [PageImage(file=stored, key=store.keep(f.body), **_size(f.head)) for f in said if _is_page(f)]
    with transaction.atomic():
        row = _its_try(stored).select_for_update().first()
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
