from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from postings.models.posting import Posting


class Question(models.Model):
    """Something that this posting asks every applicant."""

    class Kind(models.TextChoices):
        SHORT_TEXT = "short_text", gettext_lazy("Short text")
        LONG_TEXT = "long_text", gettext_lazy("Long text")
        YES_NO = "yes_no", gettext_lazy("Yes or no")
        ONE_OF = "one_of", gettext_lazy("One of")
        NUMBER = "number", gettext_lazy("Number")

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=300)
    help = models.CharField(max_length=300, blank=True)
    choices = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    is_required = models.BooleanField(gettext_lazy("must be answered"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="one_of") | Q(choices__len__gte=2), name="question_one_of_has_choices"
            )
        ]

    def __str__(self) -> str:
        return self.text
