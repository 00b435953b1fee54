"""A new draft from a posting, with all of its days moved along with the deadline."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.log import record
from core.local_time import NoSuchTime, instant
from postings.editing import free_slug, taking_an_address
from postings.models import Membership, Posting

DAYS = ("read_by", "interviews_from", "interviews_to", "told_by", "decided_by", "starts_on")
PARTS = ("sections", "faqs", "questions", "criteria", "stages")


def weeks_between(old: date, new: date) -> timedelta:
    """The whole weeks nearest to the move, so that every weekday stays and interviews keep to ISO weeks."""
    return timedelta(weeks=round((new - old).days / 7))


def clone(posting: Posting, *, title: str, deadline: date, by: User) -> Posting:
    """The copy is a draft with the same texts, questions, criteria, stages and team, and no applications."""
    with taking_an_address(), transaction.atomic():
        original = Posting.objects.get(pk=posting.pk)
        copy = _fresh(original, title=title, deadline=deadline)
        copy.save(force_insert=True)
        _copy_parts(original, copy)
        record("posting.cloned", by=by, obj=copy, of=original.pk)
    copy.refresh_from_db()  # the instant of its deadline is made by the database
    return copy


def _fresh(original: Posting, *, title: str, deadline: date) -> Posting:
    copy = Posting.objects.get(pk=original.pk)
    copy.pk = None
    copy._state.adding = True
    copy.title, copy.slug = title, free_slug(title)
    copy.state, copy.version, copy.deadline_revision = Posting.State.DRAFT, 1, 1
    copy.published_at = copy.closed_at = copy.reopened_at = None
    copy.deadline = deadline
    _move_days(copy, by=weeks_between(original.deadline, deadline) if original.deadline else timedelta(0))
    return copy


def _move_days(posting: Posting, *, by: timedelta) -> None:
    for name in DAYS:
        day = getattr(posting, name)
        setattr(posting, name, day + by if day else None)
    if posting.opens_at:
        posting.opens_at = _same_time(posting.opens_at, posting=posting, by=by)


def _same_time(opens_at: datetime, *, posting: Posting, by: timedelta) -> datetime:
    """The same time of day weeks later, whatever the clock does in between."""
    local = opens_at.astimezone(posting.zone)
    try:
        return instant(local.date() + by, local.time(), posting.zone, second=False)
    except NoSuchTime:
        later = (local.replace(tzinfo=None) + timedelta(hours=1)).time()
        return instant(local.date() + by, later, posting.zone)


def _copy_parts(original: Posting, copy: Posting) -> None:
    for name in PARTS:
        parts: list[Any] = list(getattr(original, name).all())
        for part in parts:
            part.pk, part.posting = None, copy
        if parts:
            type(parts[0])._default_manager.bulk_create(parts)
    Membership.objects.bulk_create(
        Membership(posting=copy, user_id=pk) for pk in original.memberships.values_list("user_id", flat=True)
    )
