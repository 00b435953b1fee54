"""Reminders are a query at each sweep, never a schedule: a moved deadline moves them."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils.functional import Promise

from accounts.languages import language_of
from accounts.models import Organisation, User
from applications.applying import links
from applications.models import Application, Draft
from core.languages import speaking
from core.sweeping import sweep
from core.words import deadline_in_words, deadline_in_words_lazy
from mail import outbox
from mail.models import DeliveryAttempt, OutgoingMail, OutgoingMailQuerySet
from postings.models import Posting

OFFSETS = (timedelta(hours=72), timedelta(hours=24))
TOO_LATE = timedelta(hours=2)
TEAM_OFFSET = timedelta(days=3)
WAITING_FOR = timedelta(days=7)
MORNING, EVENING = time(7), time(21)


def remind_all() -> None:
    """Write every mail that has become due; what stands in the outbox already is not written again."""
    sweep("remind of deadlines", Posting.objects.open().annotate(clock=Now()), _remind_all_of, atomic=False)
    tell_teams_of_waiting()


def _remind_all_of(posting: Any) -> None:
    remind_drafts(posting, now=posting.clock)
    tell_team_of_deadline(posting, now=posting.clock)


def by_day(moment: datetime, posting: Posting) -> datetime:
    """Not at night: between 21 and 7 in the posting's zone it waits for 7 o'clock."""
    local = moment.astimezone(posting.zone)
    if MORNING <= local.time() < EVENING:
        return moment
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, posting.zone)


def drafts_to_remind(posting: Posting, *, hours: int) -> "QuerySet[Draft]":
    """Unsent, with an address, of people who have neither applied with another draft nor been reminded.

    One of each address, so that nobody who types somebody's address into many drafts has many mails sent to
    them: the one that its mailbox has opened, or else the newest.
    """
    applied = Application.objects.live().filter(posting=posting, candidate__email_key=OuterRef("email_key"))
    written = OutgoingMail.objects.filter(
        kind="deadline_reminder", revision=posting.deadline_revision, occasion=str(hours)
    )
    written = _but_what_the_closing_cancelled(written, posting)
    reminded = written.about(Draft, OuterRef("pk"))
    to_posting = written.filter(scope_kind="posting", scope_id=posting.pk)
    told = to_posting.values(key=Lower("to"))  # whichever draft it was about
    unsent = Draft.objects.unsent().filter(~Q(email=""), ~Exists(applied), ~Exists(reminded), posting=posting)
    by_address = unsent.exclude(email_key__in=told).order_by(
        "email_key", F("proved_at").desc(nulls_last=True), "-id"
    )
    return Draft.objects.filter(pk__in=by_address.distinct("email_key").values("pk")).order_by("id")


def _but_what_the_closing_cancelled(mails: OutgoingMailQuerySet, posting: Posting) -> OutgoingMailQuerySet:
    """Since the posting was opened again they are written again; never what a person cancelled."""
    if posting.reopened_at is None:
        return mails
    tries = DeliveryAttempt.objects.filter(mail=OuterRef("pk"), at__lt=posting.reopened_at)
    return mails.exclude(Exists(tries.filter(outcome=DeliveryAttempt.Outcome.CANCELLED)))


def remind_drafts(posting: Posting, *, now: datetime) -> None:
    """`now`: the database's clock; the posting is open by it."""
    ends_at = cast(datetime, posting.ends_at)
    offset = min((offset for offset in OFFSETS if ends_at - offset <= now), default=None)
    due = by_day(now, posting)
    if offset is None or ends_at - due <= TOO_LATE:
        return
    hours = int(offset.total_seconds() // 3600)
    remind = partial(_remind, hours=hours, posting=posting, due=due)
    sweep("deadline_reminder", drafts_to_remind(posting, hours=hours), remind, part_of=posting.pk)


def _remind(draft: Draft, *, hours: int, posting: Posting, due: datetime) -> None:
    """With a link of its own, which nobody had to ask for: it does not count among three an hour."""
    row = Draft.objects.unsent().select_for_update().filter(pk=draft.pk, posting=posting).first()
    if row is None:  # sent or deleted since the sweep began
        return
    row.posting = posting
    with speaking(row.language):
        outbox.queue(
            kind="deadline_reminder",
            dedupe_key=deadline_reminder_key(row, hours=hours),
            about=row,
            revision=posting.deadline_revision,
            occasion=str(hours),
            scope=posting,
            to=row.email,
            language=row.language,
            context={
                "posting": posting.title,
                "link": links.new_draft_link(row)[1],
                "my_url": settings.BASE_URL + reverse("desk:my"),
                "deadline": deadline_in_words(posting.deadline, posting.time_zone),
            },
            headers=posting.reply_to,
            not_before=due,
        )


def deadline_reminder_key(draft: Draft, *, hours: int) -> str:
    return f"remind:{draft.pk}:{draft.posting.deadline_revision}:{hours}{_since(draft.posting)}"


def _since(posting: Posting) -> str:
    return f":{posting.reopened_at.timestamp()}" if posting.reopened_at else ""


def team_of(posting: Posting) -> "QuerySet[User]":
    """The members of the posting, and the recruiters, who work on every one."""
    its_own = Q(memberships__posting=posting) | Q(role=User.Role.RECRUITER)
    return User.objects.filter(its_own, is_active=True).order_by("id").distinct()


def tell_team_of_deadline(posting: Posting, *, now: datetime) -> None:
    """`now`: the database's clock; the posting is open by it."""
    if cast(datetime, posting.ends_at) - TEAM_OFFSET > now:
        return
    _tell_team(
        posting,
        "team_deadline",
        revision=posting.deadline_revision,
        due=by_day(now, posting),
        deadline=deadline_in_words_lazy(posting.deadline, posting.time_zone),
        received=str(posting.applications.count()),
        drafts=str(Draft.objects.unsent().filter(posting=posting).count()),
    )


def tell_teams_of_waiting() -> None:
    """One mail a person a posting a day at most, while applications have waited for seven days."""
    old = Q(applications__submitted_at__lte=Now() - WAITING_FOR)
    received = Q(applications__stage__kind="received", applications__outcome="")
    postings = Posting.objects.annotate(clock=Now(), waiting=Count("applications", filter=old & received))
    sweep("tell teams of waiting", postings.filter(waiting__gt=0), _tell_team_of_waiting, atomic=False)


def _tell_team_of_waiting(posting: Any) -> None:
    due = by_day(posting.clock, posting)
    day = due.astimezone(posting.zone).date().isoformat()
    _tell_team(posting, "team_waiting", occasion=day, due=due, waiting=str(posting.waiting))


def _tell_team(
    posting: Posting,
    kind: str,
    *,
    due: datetime,
    revision: int = 0,
    occasion: str = "",
    **context: str | Promise,
) -> None:
    organisation = Organisation.current()
    told = OutgoingMail.objects.about(posting).filter(
        kind=kind, revision=revision, occasion=occasion, to_user=OuterRef("pk")
    )
    told = _but_what_the_closing_cancelled(told, posting)

    def tell(user: User) -> None:
        language = language_of(user, organisation=organisation)
        with speaking(language):
            outbox.queue(
                kind=kind,
                dedupe_key=team_key(kind, posting, user, revision=revision, occasion=occasion),
                about=posting,
                revision=revision,
                occasion=occasion,
                scope=posting,
                to=user.email,
                to_user=user,
                language=language,
                context={
                    "posting": posting.title,
                    "name": user.name,
                    "url": settings.BASE_URL + reverse("desk:today"),
                    **{name: str(words) for name, words in context.items()},
                },
                headers=posting.reply_to,
                not_before=due,
            )

    sweep(kind, team_of(posting).filter(~Exists(told)), tell, part_of=posting.pk)


def team_key(kind: str, posting: Posting, user: User, *, revision: int, occasion: str) -> str:
    """Of both kinds to a team: of one revision, or of one occasion."""
    return f"{kind}:{posting.pk}:{occasion or revision}:{user.pk}{_since(posting)}"
