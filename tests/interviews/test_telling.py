"""R13: what is told about an interview is read again just before it goes."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.models import User
from core.words import moment_in_words
from interviews import booking, letters, telling
from interviews.models import Interview
from mail import draining, kinds
from mail.models import OutgoingMail
from tests.factories import ApplicationFactory
from tests.interviews.plans import at, booked, plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_sender_into_a_folder(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_URL, settings.DATA_DIR, settings.MAIL_SENDER_THREADS = "", tmp_path, 1


def sent_after(*steps: Any) -> dict[str, str]:
    """What became of each letter, by what it tells, its SEQUENCE and its receiver, when all was drained."""
    for step in steps:
        step()
    draining.drain()
    states = {}
    for mail in OutgoingMail.objects.all():
        verb = mail.kind.removeprefix("interview_").removeprefix("panel_")
        states[f"{verb}:{mail.revision}:{mail.to_user_id or 'applicant'}"] = mail.state
    return states


@pytest.fixture
def interview(manager: User) -> Interview:
    return booked(ApplicationFactory(), manager)


def test_every_letter_about_an_interview_is_told_by_some_verb() -> None:
    told = [*telling.TO_APPLICANT.values(), *telling.TO_PANEL.values()]

    assert sorted(told) == sorted(kind.code for kind in letters.KINDS)


def test_an_invitation_that_is_still_true_goes(interview: Interview, manager: User) -> None:
    assert sent_after() == {"invitation:0:applicant": "sent", f"invitation:0:{manager.pk}": "sent"}


def test_an_invitation_to_the_old_time_does_not_go(interview: Interview, manager: User) -> None:
    later = plan(manager, starts_at=at(9, 14))

    states = sent_after(lambda: booking.move(interview, plan=later, by=manager, version=0))

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
    telling.remind(interview)
    later = plan(manager, starts_at=at(9, 14))

    states = sent_after(lambda: booking.move(interview, plan=later, by=manager, version=0))

    assert states["reminder:0:applicant"] == states[f"reminder:0:{manager.pk}"] == "cancelled"


def test_an_invitation_that_is_too_late_does_not_go(interview: Interview) -> None:
    begun = timezone.now() - timedelta(minutes=1)
    during = DateTimeTZRange(begun, begun + timedelta(hours=1))

    assert set(sent_after(lambda: Interview.objects.update(during=during)).values()) == {"cancelled"}


def test_who_is_seated_again_is_not_called_off(manager: User, interviewer: User) -> None:
    interview = booked(ApplicationFactory(), manager, interviewer)
    both, one = plan(manager, interviewer), plan(manager)

    states = sent_after(
        lambda: booking.move(interview, plan=one, by=manager, version=0),
        lambda: booking.move(interview, plan=both, by=manager, version=1),
    )

    assert states[f"left:1:{interviewer.pk}"] == "cancelled"
    assert states[f"invitation:2:{interviewer.pk}"] == "sent"


def test_who_has_left_the_panel_is_told(manager: User, interviewer: User) -> None:
    interview = booked(ApplicationFactory(), manager, interviewer)

    states = sent_after(lambda: booking.move(interview, plan=plan(manager), by=manager, version=0))

    assert states[f"left:1:{interviewer.pk}"] == "sent"


def texts(interview: Interview, sequence: int) -> dict[str, OutgoingMail]:
    """What was written at that SEQUENCE, by its kind."""
    mails = OutgoingMail.objects.about(interview).filter(revision=sequence)
    return {mail.kind: mail for mail in mails}


def test_a_change_has_letters_of_its_own(interview: Interview, manager: User) -> None:
    """R4, R13: what it is now, and when it was; the calendar gets the same UID and the next SEQUENCE."""
    was = moment_in_words(interview.during.lower, "Europe/Copenhagen")
    sent_after()

    states = sent_after(
        lambda: booking.move(interview, plan=plan(manager, starts_at=at(9, 14)), by=manager, version=0)
    )

    assert states["changed:1:applicant"] == states[f"changed:1:{manager.pk}"] == "sent"
    written = texts(interview, 1)
    assert set(written) == {"interview_changed", "interview_panel_changed"}
    now = moment_in_words(at(9, 14), "Europe/Copenhagen")
    for mail in written.values():
        assert mail.subject.startswith("Changed: interview, ")
        assert f"When: {now}\nBefore: {was}\nHow long: " in mail.text
        assert "\n\n\n" not in mail.text
        file = icalendar.Calendar.from_ical(base64.b64decode(mail.attachments[0]["content"]))
        event = file.walk("VEVENT")[0]
        assert (str(file["method"]), int(event["sequence"])) == ("REQUEST", 1)
        assert str(event["uid"]).startswith(str(interview.uid))
        assert kinds.get(mail.kind).after_uncertain == "resend"


def test_another_place_at_the_same_time_has_no_time_before(interview: Interview, manager: User) -> None:
    sent_after()

    booking.move(interview, plan=plan(manager, place="Harbour Road 2"), by=manager, version=0)

    for mail in texts(interview, 1).values():
        assert "Before" not in mail.text
        assert "(Copenhagen)\nHow long: 60 minutes\nWhere: Harbour Road 2\n" in mail.text


def test_a_change_that_was_changed_again_does_not_go(interview: Interview, manager: User) -> None:
    """R13; and who knows only of the first time is not told of one in between as if they did."""
    sent_after()
    booking.move(interview, plan=plan(manager, starts_at=at(9, 14)), by=manager, version=0)

    states = sent_after(
        lambda: booking.move(interview, plan=plan(manager, starts_at=at(8, 9)), by=manager, version=1)
    )

    assert states["changed:1:applicant"] == states[f"changed:1:{manager.pk}"] == "cancelled"
    assert states["changed:2:applicant"] == states[f"changed:2:{manager.pk}"] == "sent"
    assert "Before" not in texts(interview, 2)["interview_changed"].text


def test_who_is_new_on_the_panel_gets_the_ordinary_invitation(
    interview: Interview, manager: User, interviewer: User
) -> None:
    sent_after()

    states = sent_after(
        lambda: booking.move(interview, plan=plan(manager, interviewer), by=manager, version=0)
    )

    assert states[f"invitation:1:{interviewer.pk}"] == states[f"changed:1:{manager.pk}"] == "sent"
    assert f"changed:1:{interviewer.pk}" not in states


def test_who_leaves_is_told_of_the_time_they_know_and_may_come_back(
    interview: Interview, manager: User, interviewer: User
) -> None:
    was = moment_in_words(at(3, 10), "Europe/Copenhagen")
    booking.move(interview, plan=plan(manager, interviewer), by=manager, version=0)
    sent_after()
    sent_after(
        lambda: booking.move(interview, plan=plan(manager, starts_at=at(9, 14)), by=manager, version=1)
    )
    left = texts(interview, 2)["interview_panel_left"]
    assert left.to == interviewer.email
    assert "no longer on the panel" in left.text
    assert was in left.text

    states = sent_after(
        lambda: booking.move(interview, plan=plan(manager, interviewer), by=manager, version=2)
    )

    assert states[f"invitation:3:{interviewer.pk}"] == "sent"


def test_a_cancelled_interview_takes_place_for_nobody(interview: Interview, manager: User) -> None:
    booking.cancel(interview, by=manager)

    for mail in texts(interview, 1).values():
        assert "will not take place" in mail.text


def test_a_letter_without_a_message_has_no_hole_and_a_comma(interview: Interview) -> None:
    mail = texts(interview, 0)["interview_invitation"]

    assert mail.text.startswith(f"Dear {interview.application.name},\n")
    assert "\n\n\n" not in mail.text
