from django.conf import settings
from django.db import models


class Letter(models.Model):
    """The text of a kind of mail where somebody changed it; the defaults stand beside the kinds."""

    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=10, default="en")
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=20_000)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="letter_one_per_kind")]
