"""A rejection takes its interviews along only when they have been told; a withdrawal at once."""

from email import message_from_bytes
from typing import Any

import icalendar
import pytest

from accounts.models import User
from applications.letters import still_stands
from applications.models import Application
from applications.transitions import deciding, telling
from core.errors import DomainError
from core.words import moment_in_words
from interviews import booking
from interviews.following import call_off_told
from interviews.models import Interview
from mail import outbox
from mail.message import build
from mail.models import OutgoingMail
from tests import decisions
from tests.decisions import letter_of, undo
from tests.factories import ApplicationFactory, ReasonFactory, mark_sent
from tests.interviews.plans import at, booked, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(manager: User) -> Application:
    application = ApplicationFactory()
    booked(application, manager)
    return application


def rejected_by(user: User, application: Application) -> Application:
    return decisions.reject(application, reason=ReasonFactory(), by=user, version=application.version)


def test_a_rejection_waits_for_its_letter(application: Application, recruiter: User) -> None:
    rejected = rejected_by(recruiter, application)
    assert call_off_told() == 0
    assert Interview.objects.get().is_live

    mark_sent(OutgoingMail.objects.filter(pk=letter_of(rejected).pk))

    assert call_off_told() == 1
    assert not Interview.objects.get().is_live
    assert call_off_told() == 0


def test_told_another_way_takes_them_along_too(application: Application, recruiter: User) -> None:
    rejected = rejected_by(recruiter, application)
    outbox.cancel(dedupe_key=letter_of(rejected).dedupe_key, by=recruiter, why="I call them.")
    assert call_off_told() == 0

    telling.tell_another_way(rejected, how="by telephone", by=recruiter, version=rejected.version)

    assert call_off_told() == 1
    assert not Interview.objects.get().is_live


def test_an_undone_rejection_leaves_the_interview_alone(application: Application, recruiter: User) -> None:
    rejected = rejected_by(recruiter, application)
    undo(rejected, by=recruiter)

    assert call_off_told() == 0
    assert Interview.objects.get().is_live
    assert not OutgoingMail.objects.filter(dedupe_key__startswith="cancelled").exists()


def test_a_withdrawal_calls_the_interview_off_at_once(application: Application) -> None:
    deciding.withdraw(application)

    assert not Interview.objects.get().is_live
    [told] = OutgoingMail.objects.filter(kind__in=["interview_cancelled", "interview_panel_cancelled"])
    assert told.kind == "interview_panel_cancelled"


@pytest.mark.parametrize("is_rejected", [False, True])
def test_one_mail_tells_the_withdrawal_and_the_interview(
    application: Application, recruiter: User, is_rejected: bool
) -> None:
    """Of somebody whom we had rejected without telling them, too: the letter of that never goes."""
    interview = Interview.objects.get()
    if is_rejected:
        rejected_by(recruiter, application)

    deciding.withdraw(application)

    letter = OutgoingMail.objects.get(kind="withdrawn")
    method, event = calendar_part(letter)
    interview.refresh_from_db()
    assert f"Our interview on {moment_in_words(interview.during.lower, interview.time_zone)}" in letter.text
    assert (method, str(event["status"])) == ("CANCEL", "CANCELLED")
    assert int(event["sequence"]) == interview.sequence == 1
    assert call_off_told() == 0


def test_a_withdrawal_says_nothing_of_what_is_not_to_come(manager: User) -> None:
    application = ApplicationFactory()
    booking.cancel(booked(application, manager), by=manager)

    deciding.withdraw(application)

    letter = OutgoingMail.objects.get(kind="withdrawn")
    assert letter.attachments == []
    assert "interview" not in letter.text


def calendar_part(mail: OutgoingMail) -> Any:
    """METHOD and the VEVENT of the form of the mail that calendars act on."""
    [part] = [
        part for part in message_from_bytes(build(mail)).walk() if part.get_content_type() == "text/calendar"
    ]
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    return str(calendar["method"]), calendar.walk("VEVENT")[0]


def test_one_mail_tells_both(application: Application, recruiter: User) -> None:
    """The letter says that the interview is off and takes it out of the calendar; the panel is told apart."""
    interview = Interview.objects.get()
    letter = letter_of(rejected_by(recruiter, application))

    method, event = calendar_part(letter)
    assert f"Our interview on {moment_in_words(interview.during.lower, interview.time_zone)}" in letter.text
    assert (method, str(event["status"]), int(event["sequence"])) == ("CANCEL", "CANCELLED", 1)
    assert str(event["uid"]).startswith(str(interview.uid))
    mark_sent(OutgoingMail.objects.filter(pk=letter.pk))
    assert call_off_told() == 1
    interview.refresh_from_db()
    assert interview.sequence == 1
    [told] = OutgoingMail.objects.filter(kind__in=["interview_cancelled", "interview_panel_cancelled"])
    assert told.kind == "interview_panel_cancelled"


def test_who_is_told_another_way_gets_the_cancellation_by_itself(
    application: Application, recruiter: User
) -> None:
    rejected = rejected_by(recruiter, application)
    outbox.cancel(dedupe_key=letter_of(rejected).dedupe_key, by=recruiter, why="I call them.")
    telling.tell_another_way(rejected, how="by telephone", by=recruiter, version=rejected.version)

    call_off_told()

    assert OutgoingMail.objects.filter(kind="interview_cancelled").count() == 1


def test_without_an_interview_to_come_the_letter_carries_nothing(recruiter: User, manager: User) -> None:
    letter = letter_of(rejected_by(recruiter, ApplicationFactory()))

    assert letter.attachments == []
    assert "interview" not in letter.text


def test_an_interview_of_somebody_decided_stands_still(application: Application, recruiter: User) -> None:
    """Or the letter that waits would take another one out of the calendar than it says."""
    rejected_by(recruiter, application)

    with pytest.raises(DomainError, match="Undo that before"):
        booking.move(
            Interview.objects.get(), plan=plan(recruiter, starts_at=at(8, 10)), by=recruiter, version=0
        )


def test_a_letter_that_waited_past_the_interview_does_not_go_as_it_is(
    application: Application, recruiter: User
) -> None:
    """It would say that an interview does not take place which is over; written again it does not."""
    rejected = rejected_by(recruiter, application)
    letter = letter_of(rejected)
    assert still_stands(letter) == ""
    booking.cancel(Interview.objects.get(), by=recruiter)

    assert still_stands(letter) == "What it says of an interview is over; write the letter again."
    outbox.cancel(dedupe_key=letter.dedupe_key, by="system", why=still_stands(letter))
    assert Application.objects.untold().get() == rejected
    telling.write_letter_again(rejected, by=recruiter, version=rejected.version)
    letter.refresh_from_db()
    assert (still_stands(letter), letter.attachments) == ("", [])
    assert "interview" not in letter.text


def test_a_letter_of_an_earlier_version_that_carries_nothing_still_goes(
    application: Application, recruiter: User
) -> None:
    """The interview is then told apart, as it was."""
    letter = letter_of(rejected_by(recruiter, application))
    OutgoingMail.objects.filter(pk=letter.pk).update(attachments=[])
    letter.refresh_from_db()

    assert still_stands(letter) == ""
    mark_sent(OutgoingMail.objects.filter(pk=letter.pk))
    call_off_told()
    assert OutgoingMail.objects.filter(kind="interview_cancelled").count() == 1
