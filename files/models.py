from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext, gettext_lazy

ATTEMPTS = 3


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def due(self) -> Self:
        """Waiting to be read, or left behind by a worker that died on it."""
        left = models.Q(reading=StoredFile.Reading.READING, lease_until__lt=Now())
        return self.filter(models.Q(reading=StoredFile.Reading.WAITING) | left)


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

    key = models.CharField(max_length=60, unique=True, validators=[RegexValidator(r"^[0-9a-f/]+$")])
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=Kind)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

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
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(reading__in=["waiting", "reading"]), name="file_to_be_read"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_pending(self) -> bool:
        return self.reading in {self.Reading.WAITING, self.Reading.READING}

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
