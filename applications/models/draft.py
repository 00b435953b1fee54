from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from applications.models.application import Application
from files.models import StoredFile
from postings.models import Posting


class DraftQuerySet(models.QuerySet["Draft"]):
    def unsent(self) -> "DraftQuerySet":
        return self.filter(submitted_at__isnull=True)

    def of_address(self, key: str) -> "DraftQuerySet":
        """`key`: the address in its canonical form."""
        return self.filter(email_key=key).exclude(email_key="")


class Draft(models.Model):
    """What an applicant has typed so far. Never seen by staff; saved at each step.

    One browser holds it: the one that made it, until its mailbox answers; then where it was opened last.
    One address may have several.
    """

    class Step(models.TextChoices):
        DETAILS = "details", gettext_lazy("Details")
        BACKGROUND = "background", gettext_lazy("Background")
        CV = "cv", gettext_lazy("CV")
        REVIEW = "review", gettext_lazy("Check and send")

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="drafts")
    language = models.CharField(  # what its applicant reads, and is written in
        max_length=2, choices=settings.LANGUAGES, default="en", db_default="en"
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    current_position = models.CharField(max_length=200, blank=True)
    motivation = models.TextField(max_length=10_000, blank=True)
    answers = models.JSONField(default=dict)  # {question id as text: value as text}
    cv = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    epoch = models.PositiveIntegerField(default=0, db_default=0)  # of the hold that counts; see `holds`
    proved_at = models.DateTimeField(null=True, blank=True)  # when the mailbox of `email_key` answered
    steps_done = ArrayField(models.CharField(max_length=10, choices=Step), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    application = models.ForeignKey(  # what the submit made, or found for the same address
        Application, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    is_waiting = models.BooleanField(default=False)  # a second submit: replace or keep, the applicant says

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, application__isnull=True, is_waiting=False)
                | Q(submitted_at__isnull=False, application__isnull=False),
                name="draft_submitted_has_application",
            )
        ]
        indexes = [
            models.Index(fields=["posting"], condition=Q(submitted_at__isnull=True), name="draft_unsent"),
            models.Index(fields=["email_key"], name="draft_by_address"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def has_link(self) -> bool:
        """A link to it was mailed, so it is not only on one device."""
        return self.links.exists()
