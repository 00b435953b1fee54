from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from interviews import booking
from interviews.models import Interview
from interviews.reminders import remind_of_tomorrow
from mail.models import OutgoingMail
from tests.factories import ApplicationFactory
from tests.interviews.plans import booked, keys, plan

pytestmark = pytest.mark.django_db


def in_hours(hours: float) -> object:
    return timezone.now() + timedelta(hours=hours)


def set_long_ago(interview: Interview) -> None:
    Interview.objects.filter(pk=interview.pk).update(changed_at=F("changed_at") - timedelta(days=9))


def reminders() -> list[str]:
    return keys(OutgoingMail.objects.filter(dedupe_key__startswith="reminder"))


@pytest.mark.parametrize(("hours", "count"), [(23.9, 1), (24.1, 0)])
def test_the_reminder_is_due_a_day_before(manager: User, hours: float, count: int) -> None:
    set_long_ago(booked(ApplicationFactory(), manager, starts_at=in_hours(hours)))

    assert remind_of_tomorrow() == count
    assert remind_of_tomorrow() == 0
    assert len(reminders()) == 2 * count


def test_what_was_set_at_short_notice_needs_no_reminder(manager: User) -> None:
    booked(ApplicationFactory(), manager, starts_at=in_hours(20))

    assert remind_of_tomorrow() == 0


def test_a_moved_interview_is_reminded_of_at_its_new_time(manager: User) -> None:
    interview = booked(ApplicationFactory(), manager, starts_at=in_hours(23))
    set_long_ago(interview)
    remind_of_tomorrow()
    booking.move(interview, plan=plan(manager, starts_at=in_hours(72)), by=manager, version=0)

    assert remind_of_tomorrow() == 0
    Interview.objects.update(during=F("during"), changed_at=timezone.now() - timedelta(days=9))
    moved = Interview.objects.get()
    moved.during = plan(manager, starts_at=in_hours(23)).during
    moved.save(update_fields=["during"])

    assert remind_of_tomorrow() == 1
    assert f"reminder:{interview.pk}:1:applicant" in reminders()


def test_a_cancelled_interview_is_not_reminded_of(manager: User) -> None:
    interview = booked(ApplicationFactory(), manager, starts_at=in_hours(23))
    set_long_ago(interview)
    booking.cancel(interview, by=manager)

    assert remind_of_tomorrow() == 0
