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

    @property
    def who(self) -> str:
        return self.by.name if self.by else "The applicant"

    @property
    def sentence(self) -> str:
        """What happened, in words: "Rita Recruiter moved it to Interview"."""
        if self.undoes_id:
            return f"{self.who} undid the rejection"
        if self.to_outcome != self.from_outcome:
            verbs = {"rejected": "rejected it", "withdrawn": "withdrew it"}
            return f"{self.who} {verbs.get(self.to_outcome, f'marked it as {self.to_outcome}')}"
        if self.from_stage_id is None:
            return f"{self.who} sent it"
        return f"{self.who} moved it to {self.to_stage.name}"
