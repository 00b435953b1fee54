from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models import Application
from postings.models import Reason


class Proposal(models.Model):
    """A hiring manager proposes a rejection; a recruiter decides. One open proposal an application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="+")
    comment = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(settled_at__isnull=True), name="proposal_one_open"
            )
        ]
