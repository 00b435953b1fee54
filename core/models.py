from datetime import timedelta

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

# Its next try is long over: nothing sweeps that row any more.
STALE = Q(next_try_at__lt=Now() - Value(timedelta(days=2)))


class SweepFailure(models.Model):
    """A row that a sweep could not take care of, put aside until `next_try_at`; it goes when that succeeds.

    `row`: the id of the row, or the name of a thing that is no row. `part_of`: the id of that to which the
    rows of this sweep belong, 0 where they stand alone. `error` says what was raised and where, and holds
    nothing of what the row says.
    """

    sweep = models.CharField(max_length=60)
    part_of = models.BigIntegerField(default=0)
    row = models.CharField(max_length=200)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300)
    first_at = models.DateTimeField(db_default=Now())
    next_try_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["next_try_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sweep", "part_of", "row"], name="sweep_failure_one_per_row")
        ]

    def __str__(self) -> str:
        return f"{self.sweep}: {self.row}"
