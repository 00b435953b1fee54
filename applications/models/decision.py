from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from applications.outcomes import FOLLOWED, OURS, TERMS, THEIRS, Outcome, Terms
from mail.models import GONE, OutgoingMail, State
from postings.models import Reason

NOT_TOLD_BY_LETTER = (State.CANCELLED, State.FAILED, State.UNCERTAIN)  # or perhaps not


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> "DecisionQuerySet":
        return self.filter(undone_at=None)

    def told(self) -> "DecisionQuerySet":
        """It stands, and its applicant knows."""
        return self.standing().filter(told_at__isnull=False)

    def untold(self) -> "DecisionQuerySet":
        """It stands, they do not know, and nothing under way tells them: the letter was cancelled."""
        no_letter = Q(letter=None) | Q(letter__state=State.CANCELLED)
        return self.standing().filter(no_letter, told_at=None)


class Decision(models.Model):
    """What was decided about one application. At most one stands; it is written in `transitions/` only.

    `undone_at`: since when it does not stand: taken back, or another one took its place. `told_at`: when its
    applicant heard of it: by its letter, or by `told_by` in another way (`told_how`). A withdrawal is told at
    once, since it is their own, and so is a contest. What was told is not undone, though some may be followed
    by another decision, and all by a contest; only a contest is put back.
    """

    application = models.ForeignKey("Application", on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Outcome)
    reason = models.ForeignKey(Reason, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    comment = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(  # empty: the applicant
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    overtaken = models.BooleanField(default=False, db_default=False)  # contested, though it was told
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_how = models.CharField(max_length=200, blank=True)
    letter = models.OneToOneField(
        OutgoingMail, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(undone_at__isnull=True), name="decision_one_stands"
            ),
            models.CheckConstraint(condition=Q(kind__in=Outcome.values), name="decision_kind_known"),
            models.CheckConstraint(
                condition=Q(reason__isnull=True)
                | Q(kind__in=[kind for kind in Outcome if TERMS[kind].takes_reason]),
                name="decision_reason_where_one_is_taken",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_by__isnull=True),
                name="decision_undone_whole",
            ),
            models.CheckConstraint(
                condition=Q(told_by__isnull=True, told_how="")
                | Q(told_at__isnull=False, told_by__isnull=False) & ~Q(told_how=""),
                name="decision_told_whole",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True)
                | Q(told_at__isnull=True)
                | Q(kind__in=[*FOLLOWED, Outcome.CONTESTED])
                | Q(overtaken=True),
                name="decision_told_is_not_undone",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=THEIRS) | Q(told_at__isnull=False),
                name="decision_of_theirs_is_told",
            ),
        ]
        indexes = [
            models.Index(
                fields=["application"],
                condition=Q(undone_at__isnull=True, told_at__isnull=True),
                name="decision_not_told",
            )
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}: {self.kind}"

    @property
    def terms(self) -> Terms:
        return TERMS[Outcome(self.kind)]

    @property
    def who(self) -> str:
        return self.by.name if self.by else _("The applicant")

    @property
    def sentence(self) -> str:
        """What was decided, in words: "Rita Recruiter rejected it"."""
        return str(self.terms.done).format(who=self.who)

    @property
    def is_ours(self) -> bool:
        return self.kind in OURS

    @property
    def is_told(self) -> bool:
        return self.told_at is not None

    @property
    def can_be_undone(self) -> bool:
        """Nobody was told, and no letter has gone or is going."""
        return not self.is_told and (self.letter is None or self.letter.state not in GONE)

    @property
    def can_be_told(self) -> bool:
        """In another way: no letter is under way that does."""
        return not self.is_told and (self.letter is None or self.letter.state in NOT_TOLD_BY_LETTER)

    @property
    def can_be_written_again(self) -> bool:
        return not self.is_told and self.letter is not None and self.letter.state == State.CANCELLED
