import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from applications.models import Application, Candidate

if TYPE_CHECKING:
    from accounts.models import User


class Start(models.Func):
    function = "lower"  # of a range
    output_field = models.DateTimeField()


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, user: "User") -> "InterviewQuerySet":
        return self.filter(application__in=Application.objects.visible_to(user))

    def live(self) -> "InterviewQuerySet":
        return self.filter(is_live=True)

    def with_start(self) -> "InterviewQuerySet":
        """`starts_at`, by which lists are ordered: an index has it."""
        return self.annotate(starts_at=Start("during"))


class Interview(models.Model):
    """A booked time between an applicant and a panel. Moving it is one UPDATE; a cascade moves its seats."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="interviews")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="interviews")
    during = DateTimeRangeField()  # half-open: back to back is allowed
    is_live = models.BooleanField(default=True)  # not cancelled; what is over overlaps with nothing to come
    time_zone = models.CharField(max_length=50)
    room = models.CharField(max_length=120, blank=True)  # a place that only one interview can have
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    message = models.TextField(max_length=2_000, blank=True)  # to the applicant, in the invitation
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545 section 3.8.7.4
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["during", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "during", "is_live"], name="interview_seat_target"),
            ExclusionConstraint(
                name="interview_candidate_free",
                expressions=[(F("candidate"), RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_live=True),
            ),
            ExclusionConstraint(
                name="interview_room_free",
                expressions=[(F("room"), RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_live=True) & ~Q(room=""),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(is_live=False), name="interview_cancelled_not_live"
            ),
        ]

        indexes = [models.Index(Start("during"), "id", name="interview_by_start")]

    def __str__(self) -> str:
        return _("interview {number}").format(number=self.pk)

    @property
    def where(self) -> str:
        """Room, place and link in one line, as a calendar shows it."""
        return ", ".join(filter(None, [self.room, self.place, self.link]))

    @property
    def minutes(self) -> int:
        return int((self.during.upper - self.during.lower).total_seconds() // 60)


class Seat(models.Model):
    """One person's place in an interview. `during` and `is_live` follow the interview by the foreign key."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    during = DateTimeRangeField()
    is_live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "person"], name="seat_once"),
            ExclusionConstraint(
                name="seat_person_free",
                expressions=[(F("person"), RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_live=True),
            ),
        ]
