"""A posting that was closed by hand and opened again owes the reminders that its closing cost."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from applications.applying import reminders
from mail import draining, outbox
from mail.models import OutgoingMail
from postings import publishing
from postings.models import Posting
from tests.applications.applying.noon import zone_where_it_is
from tests.factories import DraftFactory, PostingFactory

pytestmark = pytest.mark.django_db(transaction=True)


def ending_of_day(*, days: int) -> Posting:
    """At midnight after that day where it is noon now."""
    zone = zone_where_it_is(12)
    day = timezone.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    posting: Posting = PostingFactory(deadline=day, time_zone=zone)
    return posting


@pytest.fixture
def let_out(settings: Any, tmp_path: Path) -> Callable[[], list[tuple[str, str]]]:
    """What became of each reminder when all that is due has gone."""
    settings.EMAIL_URL, settings.DATA_DIR, settings.MAIL_SENDER_THREADS = "", tmp_path, 1

    def let_out() -> list[tuple[str, str]]:
        draining.drain()
        return [(mail.kind, mail.state) for mail in OutgoingMail.objects.order_by("kind", "pk")]

    return let_out


def test_a_reminder_that_fell_due_while_closed_is_written_after_reopening(
    recruiter: User, let_out: Callable[[], list[tuple[str, str]]]
) -> None:
    posting = ending_of_day(days=1)
    DraftFactory(posting=posting)
    publishing.close(posting, by=recruiter)
    reminders.remind_all()
    assert let_out() == []

    publishing.reopen(posting, by=recruiter)
    reminders.remind_all()

    assert let_out() == [("deadline_reminder", "sent"), ("team_deadline", "sent")]


def test_what_the_closing_cancelled_is_written_again_after_reopening_once(
    recruiter: User, let_out: Callable[[], list[tuple[str, str]]]
) -> None:
    posting = ending_of_day(days=1)
    DraftFactory(posting=posting)
    reminders.remind_all()
    publishing.close(posting, by=recruiter)
    cancelled = [("deadline_reminder", "cancelled"), ("team_deadline", "cancelled")]
    assert let_out() == cancelled
    reminders.remind_all()
    assert let_out() == cancelled

    publishing.reopen(posting, by=recruiter)
    for _ in range(2):
        reminders.remind_all()
        told = let_out()

    assert sorted(told) == sorted([*cancelled, ("deadline_reminder", "sent"), ("team_deadline", "sent")])


def test_who_was_reminded_before_it_closed_is_not_told_twice(
    recruiter: User, let_out: Callable[[], list[tuple[str, str]]]
) -> None:
    """Nor is what a person cancelled written again."""
    posting = ending_of_day(days=1)
    DraftFactory(posting=posting)
    other = DraftFactory(posting=posting)
    reminders.remind_all()
    key = OutgoingMail.objects.about(other).get().dedupe_key
    outbox.cancel(dedupe_key=key, by=recruiter, why="not this one")
    before = let_out()

    publishing.close(posting, by=recruiter)
    publishing.reopen(posting, by=recruiter)
    reminders.remind_all()

    assert let_out() == before
