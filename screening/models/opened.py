from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from applications.models.application import Application


class Opened(models.Model):
    """Somebody has opened one application, at first when. The list marks what one has not opened yet."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="opened")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "application"], name="opened_once_per_person")]

    def __str__(self) -> str:
        return f"opened {self.pk}"
