from django.db import models
from django.utils.translation import gettext_lazy

from postings.models.posting import Posting


class Stage(models.Model):
    """A step of the pipeline. Code asks for its kind, never for its name."""

    class Kind(models.TextChoices):
        RECEIVED = "received", gettext_lazy("Received")
        SCREENING = "screening", gettext_lazy("Screening")
        ASSESSMENT = "assessment", gettext_lazy("Assessment")
        INTERVIEW = "interview", gettext_lazy("Interview")
        OFFER = "offer", gettext_lazy("Offer")

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["posting", "name"], name="stage_name_unique_in_posting"),
            models.UniqueConstraint(
                fields=["posting"], condition=models.Q(kind="received"), name="stage_one_received"
            ),
        ]

    def __str__(self) -> str:
        return self.name
