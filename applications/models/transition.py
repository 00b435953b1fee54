from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from applications.models.application import Application
from applications.models.decision import Decision
from applications.outcomes import TERMS, Outcome, Words
from postings.models import Stage


class Transition(models.Model):
    """One move of one application: from where to where, who, when. Written, never changed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="transitions")
    at = models.DateTimeField()
    by = models.ForeignKey(  # empty: the applicant
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+")
    to_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    from_outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    to_outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decision = models.ForeignKey(  # made by it, or undone by it
        Decision, null=True, blank=True, on_delete=models.RESTRICT, related_name="transitions"
    )
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
        return self.by.name if self.by else _("The applicant")

    @property
    def is_move(self) -> bool:
        """From one stage to another, and nothing else."""
        return self.from_stage_id is not None and self.from_outcome == self.to_outcome

    @property
    def sentence(self) -> str:
        """What happened, in words: "Rita Recruiter moved it to Interview"."""
        return str(self._what).format(who=self.who, stage=self.to_stage.name)

    @property
    def _what(self) -> Words:
        if self.undoes_id and self.from_outcome:
            return TERMS[Outcome(self.from_outcome)].undone
        if self.to_outcome != self.from_outcome:
            return TERMS[Outcome(self.to_outcome)].done
        if self.undoes_id:
            return _("{who} moved it back to {stage}")
        if self.from_stage_id:
            return _("{who} moved it to {stage}")
        return _("{who} added it") if self.by_id else _("{who} sent it")
