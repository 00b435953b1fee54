from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext, gettext_lazy

ATTEMPTS = 3
WITHHELD = models.Q(scan__in=["waiting", "malware"])


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def due(self) -> Self:
        """Waiting to be read, or left behind by a worker that died on it; not before it was scanned."""
        left = models.Q(reading=StoredFile.Reading.READING, lease_until__lt=Now())
        return self.filter(~WITHHELD).filter(models.Q(reading=StoredFile.Reading.WAITING) | left)

    def withheld(self) -> Self:
        return self.filter(WITHHELD)

    def to_be_scanned(self) -> Self:
        return self.filter(scan__in=[StoredFile.Scan.UNSCANNED, StoredFile.Scan.WAITING])


class StoredFile(models.Model):
    """One accepted file. The row is authoritative: bytes without a row belong to nobody."""

    class Kind(models.TextChoices):
        PDF = "pdf", gettext_lazy("PDF")
        DOCX = "docx", gettext_lazy("Word document")
        ODT = "odt", gettext_lazy("OpenDocument text")

    class Reading(models.TextChoices):
        WAITING = "waiting", gettext_lazy("waiting to be read")
        READING = "reading", gettext_lazy("being read")
        READ = "read", gettext_lazy("read")
        UNREADABLE = "unreadable", gettext_lazy("could not be read")

    class Scan(models.TextChoices):
        UNSCANNED = "unscanned", gettext_lazy("not scanned")  # there was no scanner
        WAITING = "waiting", gettext_lazy("waiting for the malware scan")
        CLEAN = "clean", gettext_lazy("scanned, nothing found")
        MALWARE = "malware", gettext_lazy("holds malware")

    key = models.CharField(max_length=60, unique=True, validators=[RegexValidator(r"^[0-9a-f/]+$")])
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=Kind)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    scan = models.CharField(max_length=10, choices=Scan, default=Scan.UNSCANNED, db_default=Scan.UNSCANNED)
    malware = models.CharField(max_length=200, blank=True, db_default="")  # as the scanner calls it
    why_unscanned = models.CharField(max_length=200, blank=True, db_default="")

    reading = models.CharField(max_length=10, choices=Reading, default=Reading.WAITING)
    why_unread = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True)  # NFKC
    html = models.TextField(blank=True)  # clean; DOCX and ODT only
    page_count = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(key__regex=r"^[0-9a-f/]+$"), name="file_key_opaque"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["pdf", "docx", "odt"]), name="file_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(reading__in=["waiting", "reading", "read", "unreadable"]),
                name="file_reading_known",
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="file_not_empty"),
            models.CheckConstraint(
                condition=models.Q(scan__in=["unscanned", "waiting", "clean", "malware"]),
                name="file_scan_known",
            ),
            models.CheckConstraint(
                condition=models.Q(scan="malware") ^ models.Q(malware=""), name="file_malware_named"
            ),
            models.CheckConstraint(
                condition=~WITHHELD | models.Q(reading__in=["waiting", "unreadable"], text="", html=""),
                name="file_withheld_untold",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(reading__in=["waiting", "reading"]), name="file_to_be_read"
            ),
            models.Index(fields=["id"], condition=WITHHELD, name="file_withheld"),
            models.Index(fields=["sha256"], name="file_by_content"),
            models.Index(fields=["id"], condition=models.Q(scan="unscanned"), name="file_unscanned"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_pending(self) -> bool:
        return not self.is_withheld and self.reading in {self.Reading.WAITING, self.Reading.READING}

    @property
    def is_withheld(self) -> bool:
        """Nobody is shown or handed any of it."""
        return self.scan in {self.Scan.WAITING, self.Scan.MALWARE}

    @property
    def holds_malware(self) -> bool:
        return self.scan == self.Scan.MALWARE

    @property
    def why_withheld(self) -> str:
        """A sentence for whoever asks for it; empty where nothing stands in the way."""
        if self.holds_malware:
            said = gettext("This file holds malware ({malware}). It was locked away: nobody can open it.")
            return said.format(malware=self.malware)
        if self.is_withheld:
            return gettext("This file waits for the malware scan. Until then nobody can open it.")
        return ""

    @property
    def why_unscanned_in_words(self) -> str:
        """As `why_unread_in_words`."""
        return gettext(self.why_unscanned) if self.why_unscanned else ""

    @property
    def why_unread_in_words(self) -> str:
        """The sentence that was stored in English, in the language of whoever looks."""
        return gettext(self.why_unread)


class PageImage(models.Model):
    """A picture of one page of a PDF, for reading beside the answers."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()  # from 1
    key = models.CharField(max_length=60, unique=True, validators=[RegexValidator(r"^[0-9a-f/]+$")])
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="page_once"),
            models.CheckConstraint(condition=models.Q(key__regex=r"^[0-9a-f/]+$"), name="page_key_opaque"),
        ]


class StoreMark(models.Model):
    """Which store holds the files of this database (`files/identity.py`); a single row."""

    mark = models.CharField(max_length=100)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="store_mark_is_one")]

    def __str__(self) -> str:
        return self.mark
