"""R13: what is told about an interview is read again just before it goes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.models import User
from interviews import booking, letters
from interviews.models import Interview
from mail import draining
from mail.models import OutgoingMail
from tests.factories import ApplicationFactory
from tests.interviews.plans import at, booked, plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_sender_into_a_folder(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_URL, settings.DATA_DIR, settings.MAIL_SENDER_THREADS = "", tmp_path, 1


def sent_after(*steps: Any) -> dict[str, str]:
    """What became of each letter, by its key without the interview's number, when all was drained."""
    for step in steps:
        step()
    draining.drain()
    rows = OutgoingMail.objects.values_list("dedupe_key", "state")
    return {":".join([key.split(":")[0], *key.split(":")[2:]]): state for key, state in rows}


@pytest.fixture
def interview(manager: User) -> Interview:
    return booked(ApplicationFactory(), manager)


def test_an_invitation_that_is_still_true_goes(interview: Interview, manager: User) -> None:
    assert sent_after() == {"invitation:0:applicant": "sent", f"invitation:0:{manager.pk}": "sent"}


def test_an_invitation_to_the_old_time_does_not_go(interview: Interview, manager: User) -> None:
    later = plan(manager, starts_at=at(9, 14))

    states = sent_after(lambda: booking.move(interview, plan=later, by=manager, expected=0))

    assert states == {
        "invitation:0:applicant": "cancelled",
        f"invitation:0:{manager.pk}": "cancelled",
        "invitation:1:applicant": "sent",
        f"invitation:1:{manager.pk}": "sent",
    }


def test_an_invitation_to_a_cancelled_interview_does_not_go(interview: Interview, manager: User) -> None:
    states = sent_after(lambda: booking.cancel(interview, by=manager))

    assert states["invitation:0:applicant"] == states[f"invitation:0:{manager.pk}"] == "cancelled"
    assert states["cancelled:1:applicant"] == "sent"


def test_a_reminder_of_the_old_time_does_not_go(interview: Interview, manager: User) -> None:
    letters.remind(interview)
    later = plan(manager, starts_at=at(9, 14))

    states = sent_after(lambda: booking.move(interview, plan=later, by=manager, expected=0))

    assert states["reminder:0:applicant"] == states[f"reminder:0:{manager.pk}"] == "cancelled"


def test_an_invitation_that_is_too_late_does_not_go(interview: Interview) -> None:
    begun = timezone.now() - timedelta(minutes=1)
    during = DateTimeTZRange(begun, begun + timedelta(hours=1))

    assert set(sent_after(lambda: Interview.objects.update(during=during)).values()) == {"cancelled"}


def test_who_is_seated_again_is_not_called_off(manager: User, interviewer: User) -> None:
    interview = booked(ApplicationFactory(), manager, interviewer)
    both, one = plan(manager, interviewer), plan(manager)

    states = sent_after(
        lambda: booking.move(interview, plan=one, by=manager, expected=0),
        lambda: booking.move(interview, plan=both, by=manager, expected=1),
    )

    assert states[f"cancelled:1:{interviewer.pk}"] == "cancelled"
    assert states[f"invitation:2:{interviewer.pk}"] == "sent"


def test_who_has_left_the_panel_is_told(manager: User, interviewer: User) -> None:
    interview = booked(ApplicationFactory(), manager, interviewer)

    states = sent_after(lambda: booking.move(interview, plan=plan(manager), by=manager, expected=0))

    assert states[f"cancelled:1:{interviewer.pk}"] == "sent"
