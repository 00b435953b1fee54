from django.db import models
from django.utils.translation import gettext_lazy

from core.versions import version_of


class Reason(models.Model):
    """Why an application is rejected: for our own account, never shown to the applicant."""

    text = models.CharField(max_length=120, unique=True)
    is_used = models.BooleanField(gettext_lazy("can be chosen"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def version(self) -> int:
        return version_of(self.text, self.is_used)
