from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy

from mail import answers
from mail.models.mail import OutgoingMail


class DeliveryAttempt(models.Model):
    """One try to send one mail: what the relay answered, or that nobody knows."""

    class Outcome(models.TextChoices):
        RUNNING = "running", gettext_lazy("Being sent")
        SENT = "sent", gettext_lazy("Taken by the relay")
        RETRY = "retry", gettext_lazy("Not taken for now")
        FAILED = "failed", gettext_lazy("Refused")
        CANCELLED = "cancelled", gettext_lazy("Not sent: its reason was gone")
        LOST = "lost", gettext_lazy("The sender stopped before anything was sent")
        UNCERTAIN = "uncertain", gettext_lazy("Nobody knows whether it arrived")

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    token = models.UUIDField(unique=True)
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING)
    smtp_code = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["running", "sent", "retry", "failed", "cancelled", "lost", "uncertain"]
                ),
                name="attempt_outcome_known",
            )
        ]

    @property
    def answer_in_words(self) -> str:
        return answers.in_words(self.answer)
