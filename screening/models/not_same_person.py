from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from applications.models import Candidate


class NotSamePerson(models.Model):
    """Somebody looked: these two are two people, however alike. Taking it back deletes the row.

    The candidate with the smaller id is `one`, so that a pair has one row whichever way it is looked at.
    """

    one = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="not_same_person_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="not_same_person_in_order"),
        ]
