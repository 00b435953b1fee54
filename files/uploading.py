"""Taking a file in: judged while the applicant waits, kept before the row that speaks of it."""

import logging

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from audit.log import record
from core.actor import By
from files import names, scanning, store
from files.formats import kind_inside
from files.models import StoredFile
from files.poke import poke
from files.sandbox.client import Unanswered, sandbox
from files.verdicts import Refused, malware, misnamed, other_kind, too_big

logger = logging.getLogger(__name__)

JOBS = {"pdf": b"p", "docx": b"d", "odt": b"o"}


def take(upload: UploadedFile, *, by: By = "applicant") -> StoredFile:
    """Judge the upload and keep it.

    Raises `Refused`, whose sentence is for the applicant. Nothing is kept then.
    """
    kind = _named_kind(upload)
    try:
        with store.incoming(upload.chunks()) as arrived:
            _judge(arrived, kind=kind)
            scan = _scan(arrived)
            key = arrived.keep()
    except (
        OSError
    ) as error:  # a full disk, a bucket that is away: the form stays, the file is asked for again
        logger.exception("a file could not be stored")
        raise Refused("busy") from error
    name = names.clean(upload.name or "")
    return _write_down(arrived, key=key, kind=kind, name=name, by=by, **scan)


def forget(stored: StoredFile, *, by: By = "system") -> None:
    """Delete the row at once and, when that is certain, the bytes and the page images."""
    with transaction.atomic():
        # The file first, then its pages, as whoever writes pages locks them; no page comes afterwards.
        StoredFile.objects.select_for_update().filter(pk=stored.pk).first()
        keys = [stored.key, *stored.pages.values_list("key", flat=True)]
        record("file.forgotten", by=by, obj=stored)
        stored.delete()
        transaction.on_commit(lambda: store.remove(*keys), robust=True)


def _named_kind(upload: UploadedFile) -> str:
    """What can be said without opening it: the size and the last extension."""
    size = upload.size or 0
    if getattr(upload, "over_limit", False) or size > settings.UPLOAD_LIMIT:
        raise too_big(size, limit=settings.UPLOAD_LIMIT)
    if getattr(upload, "broken", False):
        raise Refused("busy")
    if not size:
        raise Refused("empty")
    kind = names.extension(upload.name or "")
    if kind not in StoredFile.Kind.values:
        raise other_kind(kind)
    return kind


def _judge(arrived: store.Incoming, *, kind: str) -> None:
    with arrived.open() as file:
        inside = kind_inside(file)
        if inside == "password":
            raise Refused("password")
        if inside != kind:
            raise misnamed(named=kind, inside=inside)
        try:
            verdict = sandbox.judge(JOBS[kind], file)
        except Unanswered as error:
            raise Refused("busy") from error
    if verdict != "fine":
        raise Refused(verdict)


def _scan(arrived: store.Incoming) -> dict[str, str]:
    """Its columns; what was not scanned in time waits."""
    with arrived.open() as file:
        scan, said = scanning.at_upload(file)
    if scan == StoredFile.Scan.MALWARE:
        logger.warning("an upload was refused: it holds %s", said)
        raise malware(said)
    return {"scan": scan, "why_unscanned": said}


def _write_down(
    arrived: store.Incoming, *, key: str, kind: str, name: str, by: By, **scan: str
) -> StoredFile:
    with transaction.atomic():
        stored = StoredFile.objects.create(
            key=key, name=name, kind=kind, size=arrived.size, sha256=arrived.sha256, **scan
        )
        record("file.stored", by=by, obj=stored, kind=kind, size=arrived.size, scan=stored.scan)
        transaction.on_commit(lambda: poke(stored.pk), robust=True)
    return stored
