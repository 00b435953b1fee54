from django.conf import settings
from django.db import models

from applications.models.application import Application
from postings.models import Reason, Stage


class Transition(models.Model):
    """One move of one application: from where to where, who, when. Written, never changed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="transitions")
    at = models.DateTimeField()
    by = models.ForeignKey(  # empty: the applicant
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+")
    to_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    from_outcome = models.CharField(max_length=10, choices=Application.Outcome, blank=True)
    to_outcome = models.CharField(max_length=10, choices=Application.Outcome, blank=True)
    reason = models.ForeignKey(Reason, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    comment = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField()  # the application's version after the move
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    class Meta:
        ordering = ["-version", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="transition_once_per_version")
        ]
