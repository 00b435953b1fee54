"""Scanning kept files for malware, where `CLAMD_URL` names a scanner.

At the upload the scanner has as long as the judging. Where it gives no verdict the file is kept and waits: it
is not read, shown or handed out before it was scanned. What was kept before there was a scanner stays
readable until its turn comes: people work with it, and it is no more dangerous than it was the day before.
"""

import logging
import threading
import time
from contextlib import suppress
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from audit.log import record
from core.errors import DomainError
from core.sweeping import sweep
from files import clamd, store
from files.clamd import NoVerdict
from files.models import StoredFile
from files.poke import poke

logger = logging.getLogger(__name__)

AT_UPLOAD = 2.0  # seconds, as for judging
LATER = 10.0
MOST = 40  # files of one sweep
SPARED = 15.0  # seconds in which uploads do not wait for a scanner that just let one wait
PATIENCE = 0.2  # seconds to wait for a turn
BUSY = gettext_noop("The malware scanner was busy.")  # stored in English, as `clamd.AWAY`

_spared_until = 0.0
_turn = threading.Lock()  # one file at a time, so that slow ones leave threads for everybody else


def at_upload(file: BinaryIO) -> tuple[StoredFile.Scan, str]:
    """How the file begins: and the name of what was found in it, or why it waits."""
    global _spared_until
    if not settings.CLAMD_URL:
        return StoredFile.Scan.UNSCANNED, ""
    if time.monotonic() < _spared_until:
        return StoredFile.Scan.WAITING, clamd.AWAY
    if not _turn.acquire(timeout=PATIENCE):
        return StoredFile.Scan.WAITING, BUSY
    try:
        found = clamd.scan(file, within=AT_UPLOAD)
    except NoVerdict as error:
        logger.warning("an upload was not scanned: %s", error)
        if error.why == clamd.AWAY:
            _spared_until = time.monotonic() + SPARED
        return StoredFile.Scan.WAITING, error.why
    finally:
        _turn.release()
    return (StoredFile.Scan.MALWARE, found) if found else (StoredFile.Scan.CLEAN, "")


def scan(file_id: int) -> None:
    """Have one file scanned, if nobody knows about it. Raises NoVerdict, or OSError from the store."""
    stored = StoredFile.objects.to_be_scanned().only("key").filter(pk=file_id).first()
    if stored is None or not settings.CLAMD_URL:
        return
    try:
        with store.open_(stored.key) as file:
            found = clamd.scan(file, within=LATER)
    except NoVerdict as error:
        _say_why(StoredFile.objects.filter(pk=file_id), error.why)
        raise
    except FileNotFoundError:
        if StoredFile.objects.filter(pk=file_id).exists():
            raise
        return  # another file has taken its place meanwhile
    _write_down(file_id, found)


def scan_soon(file_id: int) -> None:
    """As `scan`; where nothing comes of it the sweep tries again."""
    with suppress(NoVerdict, OSError):
        scan(file_id)


def scan_due() -> int:
    """Scan what waits, and then what was kept before there was a scanner; how many were scanned."""
    if not settings.CLAMD_URL:
        return _let_go()
    if not clamd.answers():
        logger.warning("the malware scanner does not answer")
        _say_why(StoredFile.objects.all(), clamd.AWAY)
        return 0
    gone_away = False

    def work(stored: StoredFile) -> None:
        nonlocal gone_away
        if gone_away:  # no other file is to blame, and each would wait for as long
            return
        try:
            scan(stored.pk)
        except NoVerdict as error:
            gone_away = error.why == clamd.AWAY
            raise
        if stored.scan == StoredFile.Scan.WAITING:  # somebody waits for its pages
            poke(stored.pk)

    due = StoredFile.objects.to_be_scanned().only("scan").order_by("-scan", "id")  # waiting, then unscanned
    return sweep("scan files", due, work, most=MOST, atomic=False)


def scan_again(file_id: int) -> None:
    """What was locked away waits once more: its scanner was wrong. Raises DomainError."""
    if not settings.CLAMD_URL:
        raise DomainError(_("There is no malware scanner: CLAMD_URL is not set."))
    with transaction.atomic():
        locked_away = StoredFile.objects.filter(scan=StoredFile.Scan.MALWARE)
        row = locked_away.select_for_update().filter(pk=file_id).first()
        if row is None:
            raise DomainError(_("No file with this number was locked away."))
        row.scan, row.malware = StoredFile.Scan.WAITING, ""
        row.reading, row.attempts = StoredFile.Reading.WAITING, 0
        row.save(update_fields=["scan", "malware", "reading", "attempts"])
        record("file.scan_again", by="system", obj=row)
        transaction.on_commit(lambda: poke(file_id), robust=True)


def _write_down(file_id: int, found: str) -> None:
    """Only over a file that nobody has a verdict on: an older one that says "nothing" frees no malware."""
    with transaction.atomic():
        rows = StoredFile.objects.to_be_scanned().defer("text", "html").select_for_update()
        row = rows.filter(pk=file_id).first()
        if row is None:
            return
        if found:
            _lock_away(row, found)
        else:
            row.scan, row.why_unscanned = StoredFile.Scan.CLEAN, ""
            row.save(update_fields=["scan", "why_unscanned"])
            record("file.scanned", by="system", obj=row)


def _lock_away(row: StoredFile, found: str) -> None:
    """What was made of it goes. Its bytes stay, for whoever has to find out; no page hands them out."""
    logger.error("file %s holds malware: %s", row.pk, found)
    row.scan, row.malware, row.why_unscanned = StoredFile.Scan.MALWARE, found, ""
    row.reading, row.lease_until = StoredFile.Reading.UNREADABLE, None
    row.text = row.html = row.why_unread = ""
    row.save(
        update_fields=[
            "scan", "malware", "why_unscanned", "reading", "lease_until", "text", "html", "why_unread"
        ]
    )  # fmt: skip
    keys = list(row.pages.values_list("key", flat=True))
    row.pages.all().delete()
    record("file.locked_away", by="system", obj=row, malware=found)
    transaction.on_commit(lambda: store.remove(*keys), robust=True)


def _say_why(rows: "QuerySet[StoredFile]", why: str) -> None:
    rows.filter(scan=StoredFile.Scan.WAITING).exclude(why_unscanned=why).update(why_unscanned=why)


def _let_go() -> int:
    """Whoever takes the scanner away wants its files read all the same; each is on record."""
    with transaction.atomic():
        waiting = StoredFile.objects.filter(scan=StoredFile.Scan.WAITING)
        rows = list(waiting.only("pk").select_for_update(skip_locked=True))
        for row in rows:
            row.scan, row.why_unscanned = StoredFile.Scan.UNSCANNED, ""
            row.save(update_fields=["scan", "why_unscanned"])
            record("file.unscanned", by="system", obj=row)
    return len(rows)
