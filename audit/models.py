from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy

# What whoever asks can cause at will.
REFUSALS = ["user.right_refused", "user.sign_in_failed", "user.sign_in_refused"]


class Entry(models.Model):
    """One thing that somebody did: who, what, to which object. Append-only; a trigger refuses the rest.

    Everything is text and ids, so that the log outlives what it speaks of. No person's data goes into `data`.
    `number` and `hash` are the row's link in the chain (`audit.chain`), written once, after its commit.
    """

    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=60)  # "user:12", "applicant", "system", "visitor"
    action = models.CharField(max_length=60)  # "application.moved"
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    number = models.PositiveBigIntegerField(null=True, editable=False)
    hash = models.CharField(max_length=64, default="", db_default="", editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = gettext_lazy("entries")
        constraints = [
            models.UniqueConstraint(fields=["number"], name="audit_one_chain"),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, hash="")
                | ~models.Q(number__isnull=True) & ~models.Q(hash=""),
                name="audit_number_with_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_by_object"),
            models.Index(
                fields=["object_id", "action", "-id"],
                name="audit_refusals",
                condition=models.Q(action__in=REFUSALS),
            ),
            models.Index(fields=["id"], name="audit_unlinked", condition=models.Q(number__isnull=True)),
        ]
