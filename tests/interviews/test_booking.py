from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from applications.models import Application, Reader
from audit.models import Entry
from core.errors import Conflict, DomainError
from interviews import booking
from interviews.models import Interview, Seat
from mail.models import OutgoingMail
from tests.factories import ApplicationFactory
from tests.interviews.plans import at, booked, keys, plan

pytestmark = pytest.mark.django_db


def test_book_seats_the_panel_and_invites_everybody(manager: User, interviewer: User) -> None:
    application = ApplicationFactory()

    interview = booked(application, manager, interviewer)

    assert set(interview.seats.values_list("person", flat=True)) == {manager.pk, interviewer.pk}
    assert keys(OutgoingMail.objects.all()) == sorted(
        f"invitation:{interview.pk}:0:{who}" for who in ("applicant", manager.pk, interviewer.pk)
    )
    assert Entry.objects.get(action="interview.set").object_id == str(interview.pk)


def test_the_panel_reads_the_application_until_two_weeks_after(manager: User, interviewer: User) -> None:
    application = ApplicationFactory()
    other = ApplicationFactory()
    assert not Application.objects.visible_to(interviewer).exists()

    interview = booked(application, interviewer, by=manager)

    assert list(Application.objects.visible_to(interviewer)) == [application]
    assert Reader.objects.get(user=interviewer).until == interview.during.upper + timedelta(days=14)
    assert other not in Application.objects.visible_to(interviewer)


def test_move_takes_the_seats_along_and_raises_the_sequence(manager: User, interviewer: User) -> None:
    interview = booked(ApplicationFactory(), manager, interviewer)

    moved = booking.move(interview, plan=plan(manager, starts_at=at(4, 9)), by=manager, version=0)

    assert moved.sequence == 1
    assert [seat.during for seat in Seat.objects.all()] == [moved.during]
    told = keys(OutgoingMail.objects.exclude(dedupe_key__startswith=f"invitation:{interview.pk}:0"))
    assert told == sorted(
        [
            f"invitation:{interview.pk}:1:applicant",
            f"invitation:{interview.pk}:1:{manager.pk}",
            f"left:{interview.pk}:1:{interviewer.pk}",
        ]
    )
    assert not Application.objects.visible_to(interviewer).exists()


def test_move_refuses_what_somebody_else_changed(manager: User) -> None:
    interview = booked(ApplicationFactory(), manager)
    booking.move(interview, plan=plan(manager, starts_at=at(4, 9)), by=manager, version=0)

    with pytest.raises(Conflict, match="Mads Manager changed this on"):
        booking.move(interview, plan=plan(manager, starts_at=at(5, 9)), by=manager, version=0)

    assert Interview.objects.get().during.lower == at(4, 9)


def test_move_to_what_it_is_already_changes_nothing_and_tells_nobody(
    manager: User, interviewer: User
) -> None:
    interview = booked(ApplicationFactory(), manager, interviewer)
    told, written = OutgoingMail.objects.count(), Entry.objects.count()

    for version in (0, 7):
        same = plan(interviewer, manager)
        assert booking.move(interview, plan=same, by=manager, version=version).sequence == 0

    assert Interview.objects.get().changed_at == interview.changed_at
    assert (OutgoingMail.objects.count(), Entry.objects.count()) == (told, written)


@pytest.mark.parametrize(
    "change",
    [{"starts_at": at(4, 10)}, {"minutes": 45}, {"place": "B"}, {"room": "R"}, {"link": "https://x.example"},
     {"message": "M"}],
)  # fmt: skip
def test_each_single_change_is_one(manager: User, change: dict[str, Any]) -> None:
    interview = booked(ApplicationFactory(), manager)

    assert booking.move(interview, plan=plan(manager, **change), by=manager, version=0).sequence == 1


def test_the_interview_itself_is_not_in_its_own_way(manager: User, interviewer: User) -> None:
    booked(ApplicationFactory(), interviewer, starts_at=at(3, 12))
    interview = booked(ApplicationFactory(), manager, starts_at=at(3, 11))
    both = plan(manager, interviewer, starts_at=at(3, 11, 30), time_zone="UTC")

    with pytest.raises(Conflict) as refusal:
        booking.move(interview, plan=both, by=manager, version=0)

    assert refusal.value.sentence == (
        f"{interviewer.name} has another interview then, 12:00–13:00. Choose another time, panel or room."
    )


def test_a_panel_member_who_leaves_may_be_busy_at_the_new_time(manager: User, interviewer: User) -> None:
    booked(ApplicationFactory(), interviewer, starts_at=at(4, 9))
    interview = booked(ApplicationFactory(), manager, interviewer, starts_at=at(3, 9))

    booking.move(interview, plan=plan(manager, starts_at=at(4, 9)), by=manager, version=0)

    assert Interview.objects.get(pk=interview.pk).during.lower == at(4, 9)


def test_cancel_tells_everybody_and_ends_the_reading(manager: User, interviewer: User) -> None:
    interview = booked(ApplicationFactory(), manager, interviewer)

    booking.cancel(interview, by=manager)
    booking.cancel(interview, by=manager)

    assert keys(OutgoingMail.objects.filter(dedupe_key__startswith="cancelled")) == sorted(
        f"cancelled:{interview.pk}:1:{who}" for who in ("applicant", manager.pk, interviewer.pk)
    )
    assert not Reader.objects.exists()
    assert Entry.objects.filter(action="interview.cancelled").count() == 1


def test_a_cancelled_interview_leaves_its_time_free(manager: User) -> None:
    booking.cancel(booked(ApplicationFactory(), manager), by=manager)

    assert booked(ApplicationFactory(), manager).is_live


def test_a_cancelled_interview_is_not_moved(manager: User) -> None:
    interview = booking.cancel(booked(ApplicationFactory(), manager), by=manager)

    with pytest.raises(DomainError, match="was cancelled"):
        booking.move(interview, plan=plan(manager), by=manager, version=interview.sequence)


def test_back_to_back_is_allowed(manager: User) -> None:
    booked(ApplicationFactory(), manager, starts_at=at(3, 10))

    assert booked(ApplicationFactory(), manager, starts_at=at(3, 11)).is_live


def test_nobody_sits_in_two_interviews(manager: User) -> None:
    booked(ApplicationFactory(), manager, starts_at=at(3, 10))

    with pytest.raises(Conflict) as refusal:
        booked(ApplicationFactory(name="Bo"), manager, starts_at=at(3, 10, 30), time_zone="UTC")

    assert refusal.value.sentence == (
        f"{manager.name} has another interview then, 10:00–11:00. Choose another time, panel or room."
    )
    assert Interview.objects.count() == Seat.objects.count() == 1


def test_moving_into_somebody_s_other_interview_is_refused_whole(manager: User) -> None:
    booked(ApplicationFactory(), manager, starts_at=at(3, 10))
    interview = booked(ApplicationFactory(), manager, starts_at=at(3, 12))

    with pytest.raises(Conflict, match=f"{manager.name} has another interview then"):
        booking.move(interview, plan=plan(manager, starts_at=at(3, 10, 59)), by=manager, version=0)

    interview.refresh_from_db()
    assert (interview.sequence, interview.during.lower) == (0, at(3, 12))


def test_an_applicant_is_in_one_place_at_a_time(manager: User, interviewer: User) -> None:
    one = ApplicationFactory()
    another = ApplicationFactory(candidate=one.candidate)
    booked(one, manager)

    with pytest.raises(Conflict, match="The applicant has another interview"):
        booked(another, interviewer)


def test_a_room_has_one_interview_at_a_time(manager: User, interviewer: User) -> None:
    booked(ApplicationFactory(), manager, room="Room 2")

    with pytest.raises(Conflict, match="Room 2 is taken then"):
        booked(ApplicationFactory(), interviewer, room="Room 2")


def test_everything_in_the_way_is_named_at_once(manager: User, interviewer: User, recruiter: User) -> None:
    one = ApplicationFactory()
    another = ApplicationFactory(candidate=one.candidate)
    booked(one, manager, starts_at=at(3, 10))
    booked(ApplicationFactory(), interviewer, by=recruiter, room="Room 2", starts_at=at(3, 10, 30))
    both = {"starts_at": at(3, 10, 45), "room": "Room 2", "time_zone": "UTC"}

    with pytest.raises(Conflict) as refusal:
        booked(another, interviewer, manager, **both)

    assert refusal.value.sentence == (
        "The applicant has another interview then, 10:00–11:00. "
        f"{interviewer.name} has another interview then, 10:30–11:30. "
        f"{manager.name} has another interview then, 10:00–11:00. "
        f"Room 2 is taken then, 10:30–11:30: {recruiter.name} has set that interview. "
        "Choose another time, panel or room."
    )


def test_an_application_with_an_outcome_gets_no_interview(manager: User) -> None:
    application = ApplicationFactory(outcome="rejected")

    with pytest.raises(DomainError, match="has an outcome"):
        booked(application, manager)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_at": at(-1, 10)}, "That time has passed"),
        ({"minutes": 5}, "lasts from 10 minutes"),
        ({"minutes": 481}, "lasts from 10 minutes"),
        ({"place": ""}, "Say where it is"),
    ],
)
def test_book_refuses_what_cannot_be(manager: User, change: dict[str, object], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        booked(ApplicationFactory(), manager, **change)

    assert not Interview.objects.exists()


def test_book_refuses_an_empty_panel_and_people_who_left(manager: User, outsider: User) -> None:
    outsider.is_active = False
    outsider.save()

    with pytest.raises(DomainError, match="at least one person"):
        booking.book(ApplicationFactory(), plan=plan(), by=manager)
    with pytest.raises(DomainError, match="no longer sign in"):
        booking.book(ApplicationFactory(), plan=plan(outsider), by=manager)
