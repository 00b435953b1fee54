"""A copy, with all days moved along."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from postings.cloning import clone
from postings.models import Criterion, Faq, Posting
from tests.factories import (
    ApplicationFactory,
    MembershipFactory,
    PostingFactory,
    QuestionFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def original(manager: Any) -> Posting:
    posting = PostingFactory(
        slug="trainee", title="Trainee", opens_at=datetime(2024, 1, 15, 7, tzinfo=UTC),
        deadline=date(2024, 2, 14), read_by=date(2024, 2, 21), told_by=date(2024, 2, 23),
        interviews_from=date(2024, 2, 26), interviews_to=date(2024, 3, 15), decided_by=date(2024, 3, 29),
        starts_on=date(2024, 5, 1), closed_at=datetime(2024, 2, 10, tzinfo=UTC), deadline_revision=3,
        version=9, openings=12,
    )  # fmt: skip
    SectionFactory(posting=posting)
    Faq.objects.create(posting=posting, question="Warm?", answer="Yes.")
    QuestionFactory(posting=posting, kind="one_of", choices=["a", "b"])
    Criterion.objects.create(posting=posting, text="Kind")
    MembershipFactory(posting=posting, user=manager)
    ApplicationFactory(posting=posting, submitted_at=datetime(2024, 2, 1, tzinfo=UTC))
    return posting


def test_a_copy_is_a_fresh_draft_with_all_parts(original: Posting, recruiter: Any, manager: Any) -> None:
    copy = clone(original, title="Trainee", deadline=date(2027, 2, 17), by=recruiter)

    assert (copy.slug, copy.state, copy.version, copy.deadline_revision) == ("trainee-2", "draft", 1, 1)
    assert (copy.published_at, copy.closed_at, copy.openings) == (None, None, 12)
    for parts in ("sections", "faqs", "questions", "criteria", "stages"):
        assert getattr(copy, parts).count() == getattr(original, parts).count() > 0
    assert list(copy.members.all()) == [manager]
    assert copy.applications.count() == 0
    assert Posting.objects.get(slug="trainee").version == 9


def test_all_days_move_by_the_same_weeks(original: Posting, recruiter: Any) -> None:
    """157 weeks on: weekdays stay, and weeks 9–11 are weeks 9–11 again, after a year with 53 of them."""
    copy = clone(original, title="Again", deadline=date(2027, 2, 17), by=recruiter)

    assert copy.deadline == date(2027, 2, 17)
    assert copy.interviews_from == date.fromisocalendar(2027, 9, 1)
    assert copy.interviews_to == date.fromisocalendar(2027, 11, 5)
    assert copy.read_by == date(2027, 2, 24)
    assert copy.starts_on == date(2027, 5, 5)
    assert copy.opens_at == datetime(2027, 1, 18, 7, tzinfo=UTC)
    assert copy.closes_at == datetime(2027, 2, 17, 23, tzinfo=UTC)


@pytest.mark.parametrize(("deadline", "read_by"), [(15, 24), (16, 24), (17, 24), (18, 24), (20, 24), (21, 3)])
def test_another_weekday_moves_the_rest_by_whole_weeks(
    original: Posting, recruiter: Any, deadline: int, read_by: int
) -> None:
    copy = clone(original, title="Again", deadline=date(2027, 2, deadline), by=recruiter)

    assert copy.read_by is not None
    assert (copy.read_by.day, copy.read_by.isoweekday()) == (read_by, 3)


def test_the_time_of_opening_stays_across_a_clock_change(original: Posting, recruiter: Any) -> None:
    copy = clone(original, title="Summer", deadline=date(2024, 6, 12), by=recruiter)

    assert copy.opens_at == datetime(2024, 5, 13, 6, tzinfo=UTC)


def test_an_opening_in_the_gap_of_spring_moves_on_an_hour(recruiter: Any) -> None:
    posting = PostingFactory(opens_at=datetime(2027, 3, 21, 1, 30, tzinfo=UTC), deadline=date(2027, 4, 21))

    copy = clone(posting, title="Gap", deadline=date(2027, 4, 28), by=recruiter)

    assert copy.opens_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30; there is no 02:30
