from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from core import paging
from core.words import moment_short
from interviews import booking
from interviews.models import Interview
from mail.models import OutgoingMail
from postings.models import Membership
from tests.factories import ApplicationFactory, mark_sent
from tests.interviews.plans import at, booked, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(manager: User) -> Application:
    application = ApplicationFactory(name="Amina Example")
    Membership.objects.create(posting=application.posting, user=manager)
    return application


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def typed(*panel: User, **changes: Any) -> dict[str, Any]:
    day = (timezone.now() + timedelta(days=3)).date()
    return {
        "day": day.isoformat(),
        "at": "10:00",
        "minutes": "45",
        "panel": [person.pk for person in panel],
        "place": "Harbour Road 1",
        **changes,
    }


def test_a_hiring_manager_sets_an_interview(
    client: Client, application: Application, manager: User, interviewer: User
) -> None:
    page = f"/desk/applications/{application.code}/interviews/new/"

    response = signed_in(client, manager).post(page, typed(manager, interviewer))

    interview = Interview.objects.get()
    assert response.headers["location"] == f"/desk/interviews/{interview.pk}/#plan"
    assert interview.minutes == 45
    assert b"Amina Example" in client.get(response.headers["location"]).content


def test_who_is_ticked_before_anybody_chooses(
    client: Client, application: Application, manager: User, recruiter: User, outsider: User
) -> None:
    """The hiring manager who sets it; for a recruiter, those of the posting: a slip invites nobody else."""
    Membership.objects.create(posting=application.posting, user=recruiter)
    page = f"/desk/applications/{application.code}/interviews/new/"

    for person in (manager, recruiter):
        form = signed_in(client, person).get(page).context["form"]
        assert form["panel"].value() == [manager.pk], person


def test_an_outsider_gets_404_everywhere(
    client: Client, application: Application, manager: User, outsider: User
) -> None:
    interview = booked(application, manager)
    signed_in(client, outsider)

    for page in ("", "change/", "cancellation/"):
        assert client.get(f"/desk/interviews/{interview.pk}/{page}").status_code == 404
        if page:
            assert client.post(f"/desk/interviews/{interview.pk}/{page}").status_code == 404
    assert client.post(f"/desk/applications/{application.code}/interviews/new/").status_code == 404
    assert Interview.objects.get().is_live


def test_a_reader_sees_it_and_may_not_change_it(
    client: Client, application: Application, manager: User, interviewer: User
) -> None:
    interview = booked(application, manager, interviewer)
    signed_in(client, interviewer)

    assert client.get(f"/desk/interviews/{interview.pk}/").status_code == 200
    assert client.post(f"/desk/interviews/{interview.pk}/change/").status_code == 403
    assert client.post(f"/desk/interviews/{interview.pk}/cancellation/").status_code == 403
    assert client.post(f"/desk/applications/{application.code}/interviews/new/").status_code == 403


@pytest.mark.parametrize("page", ["/desk/interviews/", "/desk/interviews/1/"])
def test_reading_pages_take_no_post(client: Client, manager: User, page: str) -> None:
    assert signed_in(client, manager).post(page).status_code == 405


def test_a_change_made_meanwhile_is_told_and_nothing_typed_is_lost(
    client: Client, application: Application, manager: User
) -> None:
    interview = booked(application, manager)
    Interview.objects.update(sequence=1)

    response = signed_in(client, manager).post(
        f"/desk/interviews/{interview.pk}/change/", typed(manager, version="0", message="Kept text")
    )

    assert response.status_code == 409
    assert b"changed this" in response.content
    assert b"What stands there now" in response.content
    assert b"Kept text" in response.content


def test_changing_nothing_says_so_and_writes_to_nobody(
    client: Client, application: Application, manager: User, interviewer: User
) -> None:
    page = f"/desk/applications/{application.code}/interviews/new/"
    signed_in(client, manager).post(page, typed(manager, interviewer, message="One\r\nTwo"))
    interview, told = Interview.objects.get(), OutgoingMail.objects.count()
    same = typed(manager, interviewer, message="One\r\nTwo", version="0")

    response = client.post(f"/desk/interviews/{interview.pk}/change/", same, follow=True)

    assert "Nothing was changed, and nobody was written to." in response.content.decode()
    assert OutgoingMail.objects.count() == told
    assert Interview.objects.get().sequence == 0


def test_a_taken_time_is_told_at_the_form(client: Client, application: Application, manager: User) -> None:
    booked(
        ApplicationFactory(),
        manager,
        starts_at=timezone.now().replace(hour=0) + timedelta(days=3),
        minutes=479,
    )
    page = f"/desk/applications/{application.code}/interviews/new/"

    response = signed_in(client, manager).post(page, typed(manager, at="05:00"))

    assert f"{manager.name} has another interview then" in response.content.decode()
    assert response.status_code == 409


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day": "2027-03-28", "at": "02:30"}, "There is no 02:30 on Sunday 28 March 2027"),
        ({"day": "2027-10-31", "at": "02:30"}, "comes twice"),
        ({"day": "2020-01-01"}, "That time has passed"),
        ({"day": "9999-12-31"}, "Check the year"),
        ({"panel": []}, "Choose at least one person"),
        ({"place": ""}, "Say where it is"),
        ({"minutes": "3"}, "write 10 or more"),
    ],
)
def test_bad_input_is_told_in_words(
    client: Client, application: Application, manager: User, change: dict[str, Any], sentence: str
) -> None:
    page = f"/desk/applications/{application.code}/interviews/new/"

    response = signed_in(client, manager).post(page, {**typed(manager), **change})

    assert sentence in response.content.decode()
    assert not Interview.objects.exists()


def test_the_doubled_hour_can_be_chosen(client: Client, application: Application, manager: User) -> None:
    page = f"/desk/applications/{application.code}/interviews/new/"

    signed_in(client, manager).post(page, typed(manager, day="2027-10-31", at="02:30", which="second"))

    assert Interview.objects.get().during.lower.isoformat() == "2027-10-31T01:30:00+00:00"


def test_what_i_have_set_is_mine_too(
    client: Client, application: Application, manager: User, interviewer: User
) -> None:
    page = f"/desk/applications/{application.code}/interviews/new/"
    signed_in(client, manager).post(page, typed(interviewer))

    assert b"Amina Example" in client.get("/desk/interviews/").content


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, recruiter: User, manager: User, django_assert_num_queries: Any, count: int
) -> None:
    for days in range(count):
        booked(ApplicationFactory(), manager, starts_at=timezone.now() + timedelta(days=days + 1))
    signed_in(client, recruiter)

    with django_assert_num_queries(7):
        client.get("/desk/interviews/?show=all")


@pytest.mark.parametrize(
    ("first", "last", "is_told"),
    [(0, 0, False), (0, 14, False), (7, 14, True), (-14, -7, True), (None, None, False)],
)
def test_outside_the_promised_weeks_is_a_hint(
    client: Client, application: Application, manager: User, first: int | None, last: int, is_told: bool
) -> None:
    starts_at = timezone.now() + timedelta(days=3)
    if first is not None:
        posting = application.posting
        posting.interviews_from = (starts_at + timedelta(days=first)).astimezone(posting.zone).date()
        posting.interviews_to = (starts_at + timedelta(days=last)).astimezone(posting.zone).date()
        posting.save()
    interview = booked(application, manager, starts_at=starts_at)

    page = signed_in(client, manager).get(f"/desk/interviews/{interview.pk}/").content.decode()
    form = client.get(f"/desk/applications/{application.code}/interviews/new/").content.decode()

    assert ("this one is outside" in page) == is_told
    assert ("The posting promises interviews in week" in form) == (first is not None)


def test_who_was_told_is_told_apart(client: Client, application: Application, recruiter: User) -> None:
    interview = booked(application, recruiter)
    mark_sent(OutgoingMail.objects.all())
    later = plan(recruiter, starts_at=at(9, 14))
    booking.move(interview, plan=later, by=recruiter, version=0)

    page = signed_in(client, recruiter).get(f"/desk/interviews/{interview.pk}/").content.decode()

    for what in ("Invitation to an interview", "Invitation to a panel", "An interview is changed"):
        assert page.count(f">{what}</a>") == 1
    assert page.count(moment_short(timezone.now())[:6]) >= 4


def test_the_place_and_the_doubled_hour_are_not_called_optional(
    client: Client, application: Application, manager: User
) -> None:
    """One of room, place and link is asked for, and so is which of two hours; the message is not."""
    page = f"/desk/applications/{application.code}/interviews/new/"
    typed_in = typed(manager, day="2027-10-31", at="02:30", which="", place="")

    answer = signed_in(client, manager).post(page, typed_in).content.decode()

    for label in ("Room", "Place", "Link", "That time comes twice in that night"):
        assert f">{label}</label>" in answer
    assert answer.count("(optional)") == 1


def test_the_day_is_said_beside_its_field(client: Client, application: Application, manager: User) -> None:
    page = f"/desk/applications/{application.code}/interviews/new/"

    text = signed_in(client, manager).post(page, typed(day="2100-03-29")).text

    assert "Monday 29 March 2100 · week 13 · <strong>public holiday: Easter Monday</strong>" in text
    assert "data-words-weekdays" in text


def test_the_list_is_paged_by_key(client: Client, manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """In both directions, and none twice."""
    monkeypatch.setattr(paging, "SIZE", 2)
    rows = [booked(ApplicationFactory(), manager, starts_at=at(3 + one, 10)) for one in range(5)]
    client.force_login(manager)

    first = client.get("/desk/interviews/")
    second = client.get(f"/desk/interviews/{first.context['page'].next}")
    third = client.get(f"/desk/interviews/{second.context['page'].next}")
    back = client.get(f"/desk/interviews/{third.context['page'].previous}")

    assert [row for page in (first, second, third) for row in page.context["page"].rows] == rows
    assert back.context["page"].rows == second.context["page"].rows
    assert third.context["page"].next == ""


@pytest.mark.parametrize("odd", ["after=x", "before=1.2027-03-01T10:00", "after=1.now"])
def test_a_page_that_cannot_be_is_refused(client: Client, manager: User, odd: str) -> None:
    client.force_login(manager)

    assert client.get(f"/desk/interviews/?{odd}").status_code == 400
