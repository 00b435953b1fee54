from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Now, Upper
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.versions import version_of
from mail import answers, kinds, scopes
from mail.models.states import ENDED, ON_ITS_WAY, WAITING, State
from mail.timing import STUCK_AFTER, SWEEP


class SplitPart(Func):
    function = "SPLIT_PART"
    output_field = models.CharField()


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self) -> "OutgoingMailQuerySet":
        return self.filter(state__in=WAITING, not_before__lte=Now())

    def overdue(self) -> "OutgoingMailQuerySet":
        """Due for ten minutes and still here, however often they were tried."""
        return self.filter(
            state__in=ON_ITS_WAY, not_before__isnull=False, due_since__lt=Now() - Value(STUCK_AFTER)
        )

    def stuck(self) -> "OutgoingMail | None":
        """The mail that has been due longest, if letters are due and none has left for ten minutes (R15).

        A relay that says "later" (4xx) to one domain says it of that domain, and holds up nothing else.
        """
        oldest = self.overdue().order_by("due_since", "id").first()
        if oldest is None or self.filter(sent_at__gt=Now() - Value(STUCK_AFTER)).exists():
            return None
        refused_for_now = Q(state=State.RETRY, smtp_code__isnull=False)
        if self.overdue().exclude(refused_for_now).exists():
            return oldest
        domains = self.overdue().order_by().values_list(SplitPart("to", Value("@"), Value(2))).distinct()
        return oldest if len(domains[:2]) > 1 else None

    def waiting(self) -> "OutgoingMailQuerySet":
        """Goes by itself, now or later."""
        return self.filter(state__in=WAITING, not_before__isnull=False)

    def held(self) -> "OutgoingMailQuerySet":
        return self.filter(state=State.QUEUED, not_before__isnull=True)

    def failed(self) -> "OutgoingMailQuerySet":
        """Needs a person: refused, or not known whether it arrived."""
        return self.filter(state__in=[State.FAILED, State.UNCERTAIN])

    def for_a_person(self) -> "OutgoingMailQuerySet":
        """Held, or failed: goes on when somebody says so."""
        return self.held() | self.failed()

    def sent(self) -> "OutgoingMailQuerySet":
        return self.filter(state=State.SENT)

    def cancelled(self) -> "OutgoingMailQuerySet":
        return self.filter(state=State.CANCELLED)

    def about(self, what: models.Model | type[models.Model], pk: Any = None) -> "OutgoingMailQuerySet":
        """About one object; or about `pk` of a model, which may be an `OuterRef`."""
        found = self.filter(about_kind=what._meta.model_name)
        return found.filter(about_id=what.pk if isinstance(what, models.Model) else pk)

    def visible_to(self, user: Actor) -> "OutgoingMailQuerySet":
        if user.sees_everything:
            return self
        if user.is_hiring_manager:
            mine = Q(pk__in=[])
            for scope_kind, ids in scopes.of(user).items():
                mine |= Q(scope_kind=scope_kind, scope_id__in=ids)
            return self.filter(mine)
        return self.none()


class OutgoingMail(models.Model):
    """One mail to one person, written in the transaction that causes it.

    `not_before` is when it is due (the time of the next try in `retry`); without one it is held.
    `due_since` is when it was due first. `first_tried_at` becomes its Date, so that each copy is the same.
    `dot_at` says that the final dot may have been sent: from then on nobody can know whether the mail arrived
    until the relay has answered.

    `dedupe_key` is compared and nothing else; what a mail is about stands in columns. A thing is named by
    its model's name and its id. `about`: what the mail tells of. `revision`: of which state of it (a
    deadline that was moved twice, a SEQUENCE, a decision, a version of a text). `occasion`: which of
    several mails about one revision (the hours before a deadline, the day of a daily mail). `to_user`:
    who gets it; empty for an applicant. `scope`: to what it belongs, such as a posting; who works on
    that may read the mail. `written_by`: whose words they are; empty where they are those of its kind.
    """

    State = State

    kind = models.CharField(max_length=60)
    dedupe_key = models.CharField(max_length=200, unique=True)
    scope_kind = models.CharField(max_length=30, blank=True, default="", db_default="")
    scope_id = models.BigIntegerField(null=True)
    about_kind = models.CharField(max_length=30, blank=True, default="", db_default="")
    about_id = models.BigIntegerField(default=0, db_default=0)
    revision = models.PositiveIntegerField(default=0, db_default=0)
    occasion = models.CharField(max_length=30, blank=True, default="", db_default="")
    to = models.CharField(max_length=254)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    from_name = models.CharField(max_length=120, blank=True)
    from_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=400)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="en")
    attachments = models.JSONField(default=list, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    secret = models.BooleanField(default=False)
    message_id = models.CharField(max_length=320, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(null=True)
    due_since = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    claim_token = models.UUIDField(null=True)
    dot_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    smtp_code = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=500, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=(
                    Q(state=State.SENDING, lease_until__isnull=False, claim_token__isnull=False)
                    | (~Q(state=State.SENDING) & Q(lease_until__isnull=True))
                ),
                name="mail_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(not_before__isnull=False) | Q(state__in=[State.QUEUED, State.CANCELLED]),
                name="mail_held_while_queued",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(dot_at__isnull=False, sent_at__isnull=False),
                name="mail_sent_after_dot",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.UNCERTAIN) | Q(dot_at__isnull=False), name="mail_uncertain_after_dot"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False, state__in=ENDED)
                | (Q(ended_at__isnull=True) & ~Q(state__in=ENDED)),
                name="mail_end_is_timed",
            ),
            models.CheckConstraint(
                condition=~Q(secret=True, state__in=ENDED) | Q(text="", html=""), name="mail_secret_wiped"
            ),
            models.CheckConstraint(
                condition=Q(about_kind="", about_id=0) | ~Q(about_kind="") & ~Q(about_id=0),
                name="mail_about_kind_and_id",
            ),
            models.CheckConstraint(
                condition=Q(scope_kind="", scope_id__isnull=True)
                | ~Q(scope_kind="") & Q(scope_id__isnull=False),
                name="mail_scope_kind_and_id",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], name="mail_due", condition=Q(state__in=WAITING)),
            models.Index(
                fields=["kind", "not_before", "id"], name="mail_due_by_kind", condition=Q(state__in=WAITING)
            ),
            models.Index(fields=["due_since"], name="mail_due_since", condition=Q(state__in=ON_ITS_WAY)),
            models.Index(fields=["sent_at"], name="mail_sent_at", condition=Q(sent_at__isnull=False)),
            models.Index(fields=["lease_until"], name="mail_leased", condition=Q(state=State.SENDING)),
            models.Index(
                fields=["-id"],
                name="mail_needs_person",
                condition=Q(state__in=[State.FAILED, State.UNCERTAIN]),
            ),
            models.Index(
                fields=["ended_at"], name="mail_to_erase", condition=~Q(text="") & Q(state__in=ENDED)
            ),
            models.Index(fields=["about_id", "about_kind"], name="mail_about"),
            models.Index(fields=["scope_id", "scope_kind", "-id"], name="mail_scope"),
            models.Index(fields=["state", "-id"], name="mail_state"),
            GinIndex(OpClass(Upper("to"), name="gin_trgm_ops"), name="mail_to"),
        ]

    def __str__(self) -> str:
        return _("{letter} to {address}").format(letter=self.label, address=self.to)

    @property
    def label(self) -> str:
        kind = kinds.find(self.kind)
        return str(kind.label) if kind else self.kind

    @property
    def text_for_staff(self) -> str:
        return self._for_staff(self.text)

    @property
    def html_for_staff(self) -> str:
        return self._for_staff(self.html)

    def _for_staff(self, words: str) -> str:
        kind = kinds.find(self.kind)
        return kind.personal.sub("…", words) if kind and kind.personal else words

    @property
    def title(self) -> str:
        """What the outbox may say of it: of a secret letter only its kind."""
        return self.label if self.secret else self.subject

    @property
    def version(self) -> int:
        """Of its words."""
        return version_of(self.subject, self.text)

    @property
    def error_in_words(self) -> str:
        return answers.in_words(self.error)

    @property
    def is_held(self) -> bool:
        return self.state == State.QUEUED and self.not_before is None

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_due(self) -> bool:
        """For the eye: its time has come, and a sender takes it next. What decides asks `due()`."""
        return self.is_waiting and self.not_before is not None and self.not_before <= timezone.now()

    @property
    def is_late(self) -> bool:
        """Due for so long that every sweep since had other letters before it, or there was none."""
        patience = timedelta(seconds=2 * SWEEP)
        return self.is_due and self.not_before is not None and self.not_before + patience <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.state in ENDED

    @property
    def can_be_cancelled(self) -> bool:
        return self.is_waiting or self.state == State.FAILED

    @property
    def can_go_again(self) -> bool:
        """Failed, or not known to have arrived, and its text is still there."""
        return self.state in {State.FAILED, State.UNCERTAIN} and bool(self.text)
