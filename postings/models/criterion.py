from django.db import models
from django.utils.translation import gettext_lazy

from postings.models.posting import Posting


class Criterion(models.Model):
    """What applications are read against: required, or an advantage."""

    class Weight(models.TextChoices):
        REQUIRED = "required", gettext_lazy("Required")
        ADVANTAGE = "advantage", gettext_lazy("An advantage")

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="criteria")
    text = models.CharField(max_length=200)
    weight = models.CharField(max_length=9, choices=Weight, default=Weight.REQUIRED)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "criteria"

    def __str__(self) -> str:
        return self.text
