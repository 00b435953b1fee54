from django.conf import settings
from django.db import models

from applications.models.application import Application


class Reader(models.Model):
    """Who else may see one application, why, and until when."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reads")
    why = models.CharField(max_length=60)  # "interview:12"; whoever added the row takes it away
    until = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "user", "why"], name="reader_once_per_reason")
        ]
