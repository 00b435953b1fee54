from django.db import models


class Reason(models.Model):
    """Why an application is rejected: for our own account, never shown to the applicant."""

    text = models.CharField(max_length=120, unique=True)
    is_used = models.BooleanField("can be chosen", default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text
