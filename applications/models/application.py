import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models.candidate import Candidate
from applications.plain import searched
from core.words import plural
from files.models import StoredFile
from mail.models import OutgoingMail, State
from postings.models import Posting, Question, Reason, Stage

if TYPE_CHECKING:
    from accounts.models import User

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that reads as something else


def new_code() -> str:
    """The reference that people read out: eight characters, 39 bits, not to be counted through."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def is_code(text: str) -> bool:
    return len(text) == 8 and set(text) <= set(ALPHABET)


def letter_in(*states: str) -> Q:
    """The letter of its rejection is in one of these states."""
    letters = OutgoingMail.objects.about(Application, OuterRef("pk"))
    return Q(Exists(letters.filter(kind="rejection", revision=OuterRef("decision_no"), state__in=states)))


def was_told() -> Q:
    """Rejected, and the letter was sent and has not come back, or another way of telling was recorded."""
    return Q(outcome="rejected") & (Q(told_at__isnull=False) | letter_in(State.SENT))


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: "User") -> "ApplicationQuerySet":
        """All, those of one's own postings, and those that one reads for while one does."""
        if user.sees_everything:
            return self
        reads = Q(pk__in=user.reads.filter(Q(until__isnull=True) | Q(until__gt=Now())).values("application"))
        if user.is_hiring_manager:
            return self.filter(Q(posting__in=user.postings.all()) | reads)
        return self.filter(reads)

    def of_address(self, key: str) -> "ApplicationQuerySet":
        """`key`: the address in its canonical form."""
        return self.filter(candidate__email_key=key)

    def live(self) -> "ApplicationQuerySet":
        return self.filter(outcome="")

    def waiting(self) -> "ApplicationQuerySet":
        """Nobody has moved them since they came in."""
        return self.live().filter(stage__kind=Stage.Kind.RECEIVED)

    def unanswered(self) -> "ApplicationQuerySet":
        """They have no outcome, or a rejection that they were not told of."""
        return self.filter(Q(outcome="") | Q(outcome="rejected") & ~was_told())

    def untold(self) -> "ApplicationQuerySet":
        """Rejected, and nothing under way tells them: the letter was cancelled, no other way is recorded."""
        return self.filter(letter_in(State.CANCELLED), outcome="rejected", told_at=None)


class Application(models.Model):
    """One person's bid for one posting. `stage`, `outcome` and `version` change in `transitions/` only."""

    class Outcome(models.TextChoices):
        HIRED = "hired", "Hired"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        DECLINED = "declined", "Declined"
        RESERVE = "reserve", "On the reserve list"

    code = models.CharField(max_length=8, unique=True, default=new_code)
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="applications")
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254)
    phone = models.CharField(max_length=40, blank=True)
    current_position = models.CharField(max_length=200, blank=True)
    motivation = models.TextField(max_length=10_000, blank=True)
    cv = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()  # the database's clock at the start of the submit
    deadline_used = models.DateTimeField()  # the closing instant that the submit was judged by
    text_version = models.PositiveIntegerField(default=1)  # grows when the applicant replaces the text

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="applications")
    stage_since = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reason = models.ForeignKey(Reason, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome_at = models.DateTimeField(null=True, blank=True)
    decision_no = models.PositiveIntegerField(default=0)  # the mail of a decision carries its number
    version = models.PositiveIntegerField(default=1)
    told_at = models.DateTimeField(
        null=True, blank=True
    )  # told of the rejection otherwise than by its letter
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_how = models.CharField(max_length=200, blank=True, default="", db_default="")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "candidate"],
                condition=~Q(outcome="withdrawn"),
                name="application_one_per_posting_and_candidate",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "hired", "rejected", "withdrawn", "declined", "reserve"]),
                name="application_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at__isnull=True)
                | ~Q(outcome="") & Q(outcome_at__isnull=False),
                name="application_outcome_has_time",
            ),
            models.CheckConstraint(
                condition=Q(reason__isnull=True) | Q(outcome="rejected"),
                name="application_reason_of_rejection",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__lt=models.F("deadline_used")), name="application_in_time"
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_by__isnull=True, told_how="")
                | Q(told_at__isnull=False, told_by__isnull=False, outcome="rejected") & ~Q(told_how=""),
                name="application_told_of_rejection",
            ),
        ]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="application_newest"),
            models.Index(fields=["posting", "stage", "-submitted_at", "-id"], name="application_by_stage"),
            models.Index(fields=["stage_since", "id"], name="application_longest"),
            models.Index(fields=["name", "id"], name="application_by_name"),
            GinIndex(
                OpClass(searched(), name="gin_trgm_ops"), name="application_by_person", fastupdate=False
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.code}"

    @property
    def is_live(self) -> bool:
        return self.outcome == ""

    @property
    def waited(self) -> str:
        """How long it stands where it stands: "today", "1 day", "12 days"."""
        days = (timezone.now() - (self.outcome_at or self.stage_since)).days
        return plural(days, "day") if days > 0 else "today"

    @property
    def age(self) -> str:
        """How long, and what it counts: "12 days in this stage", "decided yesterday"."""
        days = (timezone.now() - (self.outcome_at or self.stage_since)).days
        if self.is_live:
            here = ngettext("{count} day in this stage", "{count} days in this stage", days)
            return here.format(count=days) if days else _("in this stage since today")
        ago = ngettext("decided {count} day ago", "decided {count} days ago", days)
        return ago.format(count=days) if days else _("decided today")


class Answer(models.Model):
    """What was answered, beside the question as it was worded then."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=Question.Kind)
    text = models.CharField(max_length=300)
    value = models.TextField(max_length=10_000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "question"], name="answer_once_per_question")
        ]
