"""Who looks like one person: by the CV, by the phone number, by the name; for recruiters alone."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding
from audit.models import Entry
from core.errors import Invalid
from screening.look_alikes import MOST, LookAlike, look_alikes, take_back, tell_apart
from screening.models import NotSamePerson
from tests.factories import ApplicationFactory, CandidateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(db: None) -> Application:
    return ApplicationFactory(name="Amina Yılmaz", phone="+45 20 30 40 50")


def found(application: Application, user: User) -> dict[str, list[str]]:
    """The reasons by the name of each."""
    return {hint.application.name: hint.reasons for hint in look_alikes(application, user=user)}


def test_the_same_cv_and_the_same_phone(amina: Application, recruiter: User) -> None:
    twin = ApplicationFactory(name="Under Another Name", phone="004520304050")
    twin.cv.sha256 = amina.cv.sha256
    twin.cv.save(update_fields=["sha256"])
    ApplicationFactory(name="Only Phone", phone="(20) 30-40-50")
    ApplicationFactory(name="Nobody Alike", phone="+45 20 30 40 51")

    assert found(amina, recruiter) == {
        "Under Another Name": ["the same CV", "the same phone number"],
        "Only Phone": ["the same phone number"],
    }
    assert list(found(twin, recruiter)) == ["Amina Yılmaz", "Only Phone"]


@pytest.mark.parametrize(
    "one, other, are_alike",
    [
        ("+45 12 34 56 78", "12345678", True),
        ("0045 12345678", "12 34 56 78", True),
        ("0046 70 123 45 67", "+46701234567", True),
        ("45 12 34 56", "12 34 56", False),  # eight digits that begin with 45 have no country
        ("1234567", "123 45 67", False),
        ("00 00 00 00 00", "0000000000", False),
        ("11111111", "+45 11111111", False),
        ("", "", False),
        ("ask me", "ask me", False),
    ],
)
def test_which_numbers_are_one(recruiter: User, one: str, other: str, are_alike: bool) -> None:
    asked = ApplicationFactory(name="Quite Somebody", phone=one)
    ApplicationFactory(name="Another Person", phone=other)

    assert bool(look_alikes(asked, user=recruiter)) is are_alike


@pytest.mark.parametrize(
    "one, other, are_alike",
    [
        ("Jens Jensen", "Jens Jenson", True),
        ("Jens Jensen", "JENS JENSEN", True),
        ("Jens Jensen", "Jens Jensenn", True),
        ("Jens Jensen", "Jens Jnesen", True),
        ("Jens Jensen", "Jens Peter Jensen", True),
        ("Søren Åkjær", "Soeren Aakjaer", True),
        ("Søren Åkjær", "Soren Akjær", True),
        ("Jens Jensen", "Hans Hansen", False),
        ("Jens Jensen", "Jens Jespersen", False),
        ("Jens Jensen", "Jens", False),
        ("Anne Marie Jensen", "Anne Sofie Jensen", False),
        ("Li Wu", "Li Xu", False),
    ],
)
def test_which_names_are_near(recruiter: User, one: str, other: str, are_alike: bool) -> None:
    """From both sides."""
    asked, twin = ApplicationFactory(name=one), ApplicationFactory(name=other)

    assert bool(look_alikes(asked, user=recruiter)) is are_alike
    assert bool(look_alikes(twin, user=recruiter)) is are_alike


def test_a_name_says_whether_it_is_the_same(recruiter: User) -> None:
    asked = ApplicationFactory(name="Søren Åkjær")
    ApplicationFactory(name="Soeren Aakjaer")
    ApplicationFactory(name="Søren Åkjar")

    assert found(asked, recruiter) == {
        "Søren Åkjar": ["nearly the same name"],
        "Soeren Aakjaer": ["the same name"],
    }


def test_a_person_stands_there_once_by_what_is_most_alike(amina: Application, recruiter: User) -> None:
    candidate = CandidateFactory()
    ApplicationFactory(candidate=candidate, name="Amina Yilmaz", phone="20304050")
    ApplicationFactory(candidate=candidate, name="Amina Yilmaz")

    [hint] = look_alikes(amina, user=recruiter)

    assert hint.reasons == ["the same phone number", "the same name"]


def test_their_own_other_applications_are_no_look_alikes(amina: Application, recruiter: User) -> None:
    ApplicationFactory(candidate=amina.candidate, name=amina.name, phone=amina.phone)

    assert look_alikes(amina, user=recruiter) == []


def test_a_withdrawn_one_is_shown(amina: Application, recruiter: User) -> None:
    deciding.withdraw(ApplicationFactory(name="Amina Yilmaz"))

    [hint] = look_alikes(amina, user=recruiter)

    assert hint.application.outcome == "withdrawn"


@pytest.mark.parametrize("people, shown", [(MOST, MOST), (MOST + 1, 0)])
def test_a_name_that_many_have_says_nothing(recruiter: User, people: int, shown: int) -> None:
    asked = ApplicationFactory(name="Jens Jensen")
    for _ in range(people):
        ApplicationFactory(name="Jens Jensen")

    assert len(look_alikes(asked, user=recruiter)) == shown


def test_beside_a_common_name_another_sign_counts(recruiter: User) -> None:
    asked = ApplicationFactory(name="Jens Jensen", phone="20304050")
    for _ in range(MOST + 1):
        ApplicationFactory(name="Jens Jensen")
    ApplicationFactory(name="Jens Jensen", phone="+4520304050")

    [hint] = look_alikes(asked, user=recruiter)

    assert hint.reasons == ["the same phone number", "the same name"]


def test_no_more_than_ten(amina: Application, recruiter: User) -> None:
    for _ in range(MOST + 3):
        ApplicationFactory(phone=amina.phone)

    assert len(look_alikes(amina, user=recruiter)) == MOST


@pytest.mark.parametrize("role, sees", [("admin", 1), ("recruiter", 1), ("manager", 0), ("interviewer", 0)])
def test_who_sees_them(
    amina: Application, request: pytest.FixtureRequest, role: str, sees: int, django_assert_num_queries: Any
) -> None:
    """A manager of both postings, and a reader of both, neither: nothing is asked for them."""
    user: User = request.getfixturevalue(role)
    twin = ApplicationFactory(name="Amina Yilmaz")
    for one in (amina, twin):
        one.readers.create(user=user, why="test")
        one.posting.memberships.create(user=user)
    Application.objects.get(pk=amina.pk)

    with django_assert_num_queries(sees):
        assert len(look_alikes(amina, user=user)) == sees


def test_told_apart_it_says_so_from_both_sides(amina: Application, recruiter: User) -> None:
    twin = ApplicationFactory(name="Amina Yilmaz")
    row = tell_apart(twin, amina, by=recruiter)

    for one in (amina, twin):
        [hint] = look_alikes(one, user=recruiter)
        assert (hint.apart_by, hint.apart_at) == ("Rita Recruiter", row.at)


def test_told_apart_it_stands_at_the_end_and_takes_no_place(amina: Application, recruiter: User) -> None:
    them = [ApplicationFactory(name=f"Person {number}", phone=amina.phone) for number in range(MOST + 2)]
    tell_apart(amina, them[-1], by=recruiter)
    tell_apart(amina, them[-2], by=recruiter)

    hints = look_alikes(amina, user=recruiter)

    assert [bool(hint.apart_by) for hint in hints] == [False] * MOST + [True] * 2


def test_told_apart_holds_for_all_that_they_sent(amina: Application, recruiter: User) -> None:
    twin = ApplicationFactory(name="Amina Yilmaz")
    again = ApplicationFactory(candidate=twin.candidate, name="Amina Yilmaz")
    tell_apart(amina, twin, by=recruiter)

    [hint] = look_alikes(again, user=recruiter)

    assert (hint.application, hint.apart_by) == (amina, "Rita Recruiter")


def test_telling_apart_twice_is_one_row_and_one_entry(amina: Application, recruiter: User) -> None:
    twin = ApplicationFactory()
    first = tell_apart(amina, twin, by=recruiter)

    assert tell_apart(twin, amina, by=recruiter) == first
    [entry] = Entry.objects.filter(action="application.told_apart")
    assert (entry.object_id, entry.data) == (str(amina.pk), {"other": twin.pk})


def test_taken_back_the_hint_is_there_again(amina: Application, recruiter: User) -> None:
    twin = ApplicationFactory(name="Amina Yilmaz")
    tell_apart(amina, twin, by=recruiter)
    take_back(twin, amina, by=recruiter)
    take_back(amina, twin, by=recruiter)

    [hint] = look_alikes(amina, user=recruiter)

    assert hint.apart_by == ""
    assert Entry.objects.filter(action="application.told_apart_taken_back").count() == 1


def test_nobody_is_told_apart_from_themselves(amina: Application, recruiter: User) -> None:
    again = ApplicationFactory(candidate=amina.candidate)

    with pytest.raises(Invalid, match="one person's"):
        tell_apart(amina, again, by=recruiter)


def test_the_database_holds_one_row_a_pair_in_one_order(amina: Application, recruiter: User) -> None:
    twin = ApplicationFactory()
    low, high = sorted([amina.candidate_id, twin.candidate_id])
    NotSamePerson.objects.create(one_id=low, other_id=high, by=recruiter)

    for one, other in [(low, high), (high, low), (low, low)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            NotSamePerson.objects.create(one_id=one, other_id=other, by=recruiter)


def test_nothing_is_merged(amina: Application, recruiter: User) -> None:
    twin = ApplicationFactory(name=amina.name, phone=amina.phone)
    before = list(Application.objects.order_by("pk").values())

    hints: list[LookAlike] = look_alikes(amina, user=recruiter)

    assert [hint.application for hint in hints] == [twin]
    assert list(Application.objects.order_by("pk").values()) == before
