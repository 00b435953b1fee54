"""Reminders are a query at each sweep, never a schedule: a moved deadline moves them."""

from datetime import datetime, time, timedelta
from typing import cast

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Now

from accounts.models import User
from applications.applying import links
from applications.applying import reminder_letters as letters
from applications.models import Application, Draft
from core.words import deadline_in_words
from mail import outbox
from mail.models import OutgoingMail
from postings.models import Posting

OFFSETS = (timedelta(hours=72), timedelta(hours=24))
TOO_LATE = timedelta(hours=2)
TEAM_OFFSET = timedelta(days=3)
MORNING, EVENING = time(7), time(21)


def remind_all() -> None:
    """Write every mail that has become due; what stands in the outbox already is not written again."""
    for posting in Posting.objects.open().annotate(clock=Now()):
        remind_drafts(posting, now=posting.clock)
        tell_team_of_deadline(posting, now=posting.clock)
    tell_teams_of_waiting()


def by_day(moment: datetime, posting: Posting) -> datetime:
    """Nobody is woken: between 21 and 7 in the posting's zone it waits for 7 o'clock."""
    local = moment.astimezone(posting.zone)
    if MORNING <= local.time() < EVENING:
        return moment
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, posting.zone)


def drafts_to_remind(posting: Posting, *, hours: int) -> "QuerySet[Draft]":
    """Unsent, with an address, not reminded, of people who have not applied for it with another draft."""
    applied = Application.objects.live().filter(posting=posting, candidate__email_key=OuterRef("email_key"))
    tail = Value(f":{posting.deadline_revision}:{hours}")
    key = Concat(Value("remind:"), Cast(OuterRef("pk"), CharField()), tail, output_field=CharField())
    reminded = OutgoingMail.objects.filter(dedupe_key=key)
    return Draft.objects.unsent().filter(~Q(email=""), ~Exists(applied), ~Exists(reminded), posting=posting)


def remind_drafts(posting: Posting, *, now: datetime) -> None:
    """`now`: the database's clock; the posting is open by it."""
    ends_at = cast(datetime, posting.ends_at)
    offset = min((offset for offset in OFFSETS if ends_at - offset <= now), default=None)
    due = by_day(now, posting)
    if offset is None or ends_at - due <= TOO_LATE:
        return
    hours = int(offset.total_seconds() // 3600)
    for draft in drafts_to_remind(posting, hours=hours):
        key = f"remind:{draft.pk}:{posting.deadline_revision}:{hours}"
        _remind(draft, key=key, posting=posting, due=due)


@transaction.atomic
def _remind(draft: Draft, *, key: str, posting: Posting, due: datetime) -> None:
    """With a link of its own, which nobody had to ask for: it does not count among three an hour."""
    row = Draft.objects.unsent().select_for_update().filter(pk=draft.pk, posting=posting).first()
    if row is None:  # sent or deleted since the sweep began
        return
    row.posting = posting
    _queue(
        letters.DEADLINE_REMINDER.code,
        key,
        posting=posting,
        to=row.email,
        about=f"draft:{row.pk}",
        due=due,
        link=links.new_draft_link(row)[1],
        my_url=f"{settings.BASE_URL}/my/",
        deadline=_deadline(posting),
    )


def team_of(posting: Posting) -> "QuerySet[User]":
    """The members of the posting, and the recruiters, who work on every one."""
    return User.objects.filter(
        Q(memberships__posting=posting) | Q(role=User.Role.RECRUITER), is_active=True
    ).distinct()


def tell_team_of_deadline(posting: Posting, *, now: datetime) -> None:
    """`now`: the database's clock; the posting is open by it."""
    if cast(datetime, posting.ends_at) - TEAM_OFFSET > now:
        return
    _tell_team(
        posting,
        letters.TEAM_DEADLINE.code,
        f"team_deadline:{posting.pk}:{posting.deadline_revision}",
        due=by_day(now, posting),
        deadline=_deadline(posting),
        received=str(posting.applications.count()),
        drafts=str(Draft.objects.unsent().filter(posting=posting).count()),
    )


def tell_teams_of_waiting() -> None:
    """One mail a person a posting a day at most, while applications have waited for seven days."""
    old = Q(applications__submitted_at__lte=Now() - letters.WAITING_FOR)
    received = Q(applications__stage__kind="received", applications__outcome="")
    postings = Posting.objects.annotate(clock=Now(), waiting=Count("applications", filter=old & received))
    for posting in postings.filter(waiting__gt=0):
        due = by_day(posting.clock, posting)
        day = due.astimezone(posting.zone).date()
        key = f"team_waiting:{posting.pk}:{day:%Y-%m-%d}"
        _tell_team(posting, letters.TEAM_WAITING.code, key, due=due, waiting=str(posting.waiting))


def _tell_team(posting: Posting, kind: str, key: str, *, due: datetime, **context: str) -> None:
    for user in team_of(posting):
        with transaction.atomic():
            _queue(
                kind,
                f"{key}:{user.pk}",
                posting=posting,
                to=user.email,
                about=f"posting:{posting.pk}",
                due=due,
                name=user.name,
                url=f"{settings.BASE_URL}/desk/",
                **context,
            )


def _queue(
    kind: str, key: str, *, posting: Posting, to: str, about: str, due: datetime, **context: str
) -> None:
    outbox.queue(
        kind=kind,
        dedupe_key=key,
        scope=f"posting:{posting.pk}",
        to=to,
        context={"posting": posting.title, **context},
        about=about,
        headers=posting.reply_to,
        not_before=due,
    )


def _deadline(posting: Posting) -> str:
    return deadline_in_words(posting.deadline, posting.time_zone)
