from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_countries.data import COUNTRIES
from django_countries.fields import CountryField

from mail.addresses import check, validate_mailbox
from postings.zones import EndOfDay, validate_zone

if TYPE_CHECKING:
    from accounts.models import User


class PostingQuerySet(models.QuerySet["Posting"]):
    def visible_to(self, user: "User") -> "PostingQuerySet":
        """The postings that a member of staff works on: all of them, or their own."""
        if user.sees_everything:
            return self
        if user.is_hiring_manager:
            return self.filter(members=user)
        return self.none()

    def published(self) -> "PostingQuerySet":
        return self.filter(state=Posting.State.PUBLISHED)

    def open(self) -> "PostingQuerySet":
        """Open by the database's clock: `opens_at <= now < closes_at`, and not closed by hand."""
        return self.published().filter(
            Q(closed_at__isnull=True) | Q(closed_at__gt=Now()), opens_at__lte=Now(), closes_at__gt=Now()
        )


class Posting(models.Model):
    """One position, with everything an applicant is told and asked."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    class Employment(models.TextChoices):
        FULL_TIME = "full_time", _("Full-time")
        PART_TIME = "part_time", _("Part-time")
        FIXED_TERM = "fixed_term", _("Fixed term")
        TRAINEE = "trainee", _("Trainee programme, full-time")
        INTERNSHIP = "internship", _("Internship")

    class Ask(models.TextChoices):
        OFF = "off", _("Not asked")
        OPTIONAL = "optional", _("Asked, may be left empty")
        REQUIRED = "required", _("Must be answered")

    class Motivation(models.TextChoices):
        OFF = "off", _("Not asked")
        OPTIONAL = "optional", _("Asked, or write it in the CV")
        REQUIRED = "required", _("Must be answered")

    class PayPeriod(models.TextChoices):
        HOUR = "hour", _("an hour")
        MONTH = "month", _("a month")
        YEAR = "year", _("a year")

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    category = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=80, blank=True)
    country = CountryField(blank=True, blank_label=_("Choose"))  # type: ignore[call-overload]  # a lazy text
    employment = models.CharField(max_length=12, choices=Employment, default=Employment.FULL_TIME)
    openings = models.PositiveSmallIntegerField(default=1, db_default=1)  # how many are to be hired
    reports_to = models.CharField(max_length=120, blank=True)
    pay_from = models.PositiveIntegerField(null=True, blank=True)
    pay_to = models.PositiveIntegerField(null=True, blank=True)
    pay_currency = models.CharField(
        max_length=3, default="DKK", validators=[RegexValidator("^[A-Z]{3}$", _("Three letters, as in DKK."))]
    )
    pay_period = models.CharField(max_length=5, choices=PayPeriod, default=PayPeriod.MONTH)
    pay_note = models.CharField(max_length=200, blank=True)

    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.CharField(max_length=254, blank=True, validators=[validate_mailbox])
    contact_phone = models.CharField(max_length=40, blank=True)
    adjustments_contact = models.CharField(
        _("contact for adjustments"),
        max_length=254,
        blank=True,
        help_text=_("Who arranges what an applicant needs."),
    )

    asks_current_position = models.CharField(max_length=8, choices=Ask, default=Ask.OPTIONAL)
    asks_motivation = models.CharField(max_length=8, choices=Motivation, default=Motivation.OPTIONAL)
    letters_wait = models.BooleanField(_("letters wait for me"), default=False)

    opens_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateField(_("last day to apply"), null=True, blank=True)
    time_zone = models.CharField(max_length=50, default=settings.TIME_ZONE, validators=[validate_zone])
    closes_at = models.GeneratedField(
        expression=EndOfDay(F("time_zone"), F("deadline")),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    deadline_revision = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)  # closed by hand, before the deadline
    reopened_at = models.DateTimeField(null=True, blank=True)  # the last time that this was taken back

    read_by = models.DateField(_("every application is read by"), null=True, blank=True)
    interviews_from = models.DateField(_("interviews from"), null=True, blank=True)
    interviews_to = models.DateField(_("interviews to"), null=True, blank=True)
    told_by = models.DateField(_("everyone is invited or told by"), null=True, blank=True)
    decided_by = models.DateField(_("decided by"), null=True, blank=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)

    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="postings")
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["closes_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "archived"]), name="posting_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(opens_at__isnull=False, deadline__isnull=False, published_at__isnull=False)
                | Q(state="archived"),
                name="posting_published_has_times",
            ),
            # Another list in another version of django_countries is a migration.
            models.CheckConstraint(
                condition=Q(country__in=["", *sorted(COUNTRIES)]), name="posting_country_known"
            ),
            models.CheckConstraint(condition=Q(openings__gte=1), name="posting_has_openings"),
            models.CheckConstraint(
                condition=Q(pay_from__isnull=True) | Q(pay_to__isnull=True) | Q(pay_from__lte=F("pay_to")),
                name="posting_pay_range_ordered",
            ),
            models.CheckConstraint(
                condition=Q(interviews_from__isnull=True)
                | Q(interviews_to__isnull=True)
                | Q(interviews_from__lte=F("interviews_to")),
                name="posting_interviews_ordered",
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at", "id"], condition=Q(state="published"), name="posting_published")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def ends_at(self) -> datetime | None:
        """The instant at which it stopped or stops taking applications."""
        return min(filter(None, [self.closed_at, self.closes_at]), default=None)

    def is_open(self, now: datetime) -> bool:
        """`now` is the database's clock wherever the answer decides anything."""
        ends_at = self.ends_at
        return bool(
            self.state == self.State.PUBLISHED
            and self.opens_at
            and ends_at
            and self.opens_at <= now < ends_at
        )

    @property
    def reply_to(self) -> dict[str, str]:
        """The header of a mail about this posting: answers go to its contact, where that has an address."""
        return {"Reply-To": check(self.contact_email)} if self.contact_email else {}

    @property
    def drafts_go_at(self) -> datetime | None:
        """Drafts and their files, and the links to them, live until 48 hours after the end."""
        return self.ends_at + timedelta(hours=48) if self.ends_at else None
