import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models.candidate import Candidate
from applications.models.decision import Decision
from applications.outcomes import THEIRS, Outcome
from applications.plain import Digits, NameKept
from applications.sources import BY_HAND, Source, told
from core.words import days as in_days
from files.models import StoredFile
from postings.models import Posting, Question, Stage

if TYPE_CHECKING:
    from accounts.models import User

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that reads as something else


def new_code() -> str:
    """The reference that people read out: eight characters, 39 bits, not to be counted through."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


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

    def with_decision(self) -> "ApplicationQuerySet":
        """Each with the decision that stands, in the same query; in conditions it is called `standing`."""
        standing = FilteredRelation("decisions", condition=Q(decisions__undone_at=None))
        rows: Any = self.annotate(standing=standing)  # the types know no such relation
        return cast(ApplicationQuerySet, rows.select_related("standing"))

    def told(self) -> "ApplicationQuerySet":
        """A decision stands, and they know of it."""
        return self.filter(pk__in=Decision.objects.told().values("application"))

    def standing(self) -> "ApplicationQuerySet":
        """Neither withdrawn nor contested: one at most, of a candidate for a posting."""
        return self.exclude(outcome__in=THEIRS)

    def unanswered(self) -> "ApplicationQuerySet":
        """No decision stands that they know of."""
        return self.filter(~Exists(Decision.objects.told().filter(application=OuterRef("pk"))))

    def untold(self) -> "ApplicationQuerySet":
        """Decided, and nothing under way tells them."""
        return self.filter(pk__in=Decision.objects.untold().values("application"))


class Application(models.Model):
    """One person's bid for one posting. `stage`, `outcome` and `version` change in `transitions/` only.

    `outcome` is the kind of the decision that stands, or "": a trigger refuses a commit that says otherwise.
    """

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
    proved_at = models.DateTimeField(null=True, blank=True)  # when its mailbox answered for this text
    text_version = models.PositiveIntegerField(default=1)  # grows when the applicant replaces the text
    language = models.CharField(  # what its applicant reads, and is written in
        max_length=2, choices=settings.LANGUAGES, default="en", db_default="en"
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.SITE, db_default=Source.SITE)
    referred_by = models.CharField(max_length=120, blank=True, default="", db_default="")
    late_reason = models.CharField(  # why it was taken after the deadline
        max_length=500, blank=True, default="", db_default=""
    )
    added_by = models.ForeignKey(  # empty: the applicant sent it
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="applications")
    stage_since = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)  # a copy, for lists
    version = models.PositiveIntegerField(default=1)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "candidate"],
                condition=~Q(outcome__in=THEIRS),
                name="application_one_per_posting_and_candidate",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="application_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__lt=F("deadline_used"), late_reason="")
                | Q(submitted_at__gte=F("deadline_used"), added_by__isnull=False) & ~Q(late_reason=""),
                name="application_in_time",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.SITE, added_by__isnull=True, referred_by="")
                | Q(source__in=BY_HAND, added_by__isnull=False) & ~Q(referred_by=""),
                name="application_added_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="application_newest"),
            models.Index(fields=["posting", "stage", "-submitted_at", "-id"], name="application_by_stage"),
            models.Index(fields=["stage_since", "id"], name="application_longest"),
            models.Index(fields=["name", "id"], name="application_by_name"),
            models.Index(Digits("phone"), name="application_by_phone"),
            GinIndex(NameKept("name"), name="application_by_near_name", fastupdate=False),
            models.Index(  # most come from the site, and those a list finds soon
                fields=["source", "-submitted_at", "-id"],
                condition=~Q(source=Source.SITE),
                name="application_by_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.code}"

    @property
    def is_live(self) -> bool:
        return self.outcome == ""

    @property
    def is_as_added(self) -> bool:
        """A colleague added it, and its applicant has not sent a text of their own."""
        return self.added_by_id is not None and self.text_version == 1

    @property
    def from_whom(self) -> str:
        """In words for its applicant; "" if they sent it themselves."""
        return told(self.source, who=self.referred_by) if self.is_as_added else ""

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("standing", None)
        super().refresh_from_db(*args, **kwargs)

    @property
    def decision(self) -> Decision | None:
        """The one that stands. It is asked for each time, unless the row came `with_decision()`."""
        if self.is_live:
            return None
        came_with: Decision | None = self.__dict__.get("standing")
        return came_with or self.decisions.standing().get()

    @property
    def _since(self) -> datetime:
        decision = self.decision
        return decision.at if decision else self.stage_since

    @property
    def waited(self) -> str:
        """How long it stands where it stands: "today", "1 day", "12 days"."""
        days = (timezone.now() - self._since).days
        return in_days(days) if days > 0 else _("today")

    @property
    def age(self) -> str:
        """How long, and what it counts: "12 days in this stage", "decided yesterday"."""
        days = (timezone.now() - self._since).days
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

    @property
    def in_words(self) -> str:
        """As people read it: yes and no are kept as these two words."""
        if self.kind == Question.Kind.YES_NO:
            return {"yes": _("Yes"), "no": _("No")}.get(self.value, self.value)
        return self.value
