"""Filters under a name: whose they are, who sees them, and what they find for whom."""

from typing import Any

import pytest

from accounts.models import User
from core.errors import Invalid, NotAllowed
from postings.models import Posting
from screening import saved_views
from screening.models import SavedView
from tests.factories import ApplicationFactory, MembershipFactory, PostingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting(manager: User) -> Posting:
    made = PostingFactory(slug="here")
    MembershipFactory(posting=made, user=manager)
    return made


def counts(user: User) -> dict[str, int]:
    return {one.view.name: one.count for one in saved_views.counted(user)}


def test_one_sees_ones_own_and_those_shared_with_ones_postings(
    posting: Posting, recruiter: User, manager: User, outsider: User, interviewer: User
) -> None:
    saved_views.save(by=recruiter, name="Mine", query="")
    saved_views.save(by=recruiter, name="Ours", query="posting=here", shared_with=posting)
    seen = {
        user.name: set(saved_views.visible_to(user).values_list("name", flat=True))
        for user in (recruiter, manager, outsider, interviewer)
    }

    assert seen == {
        "Rita Recruiter": {"Mine", "Ours"},
        "Mads Manager": {"Ours"},
        "Otto Outsider": set(),
        "Ines Interviewer": set(),
    }


def test_each_counts_what_they_may_see(posting: Posting, recruiter: User, manager: User) -> None:
    ApplicationFactory(posting=posting)
    ApplicationFactory(posting=posting, outcome="withdrawn")
    ApplicationFactory()
    saved_views.save(by=recruiter, name="Live", query="outcome=live", shared_with=posting)

    assert counts(recruiter) == {"Live": 2}
    assert counts(manager) == {"Live": 1}


def test_the_counts_are_one_query(recruiter: User, posting: Posting, django_assert_num_queries: Any) -> None:
    """Whatever they ask for, and however many there are."""
    ApplicationFactory(posting=posting, motivation="I weld")
    queries = ["posting=here&stage=received", "q=weld", "q=wel*", "unread=on&waiting=3", "outcome=untold", ""]
    for query in queries:
        saved_views.save(by=recruiter, name=query, query=query)

    with django_assert_num_queries(2):  # the views, their counts
        found = counts(recruiter)

    assert found == {
        "posting=here&stage=received": 1, "q=weld": 1, "q=wel*": 1, "unread=on&waiting=3": 0,
        "outcome=untold": 0, "": 1,
    }  # fmt: skip


def test_a_count_ends_at_a_thousand(recruiter: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "COUNTED", 2)
    saved_views.save(by=recruiter, name="All", query="")
    for _ in range(2):
        ApplicationFactory()
    exactly = saved_views.counted(recruiter)
    ApplicationFactory()

    assert [(one.count, one.is_more) for one in exactly] == [(2, False)]
    assert [(one.count, one.is_more) for one in saved_views.counted(recruiter)] == [(2, True)]


@pytest.mark.parametrize("query", ["posting=gone", "sort=age", "answer=1.yes", "q=%22", "stage=moon"])
def test_a_view_that_asks_for_what_is_gone_counts_nobody(query: str, recruiter: User) -> None:
    ApplicationFactory()
    saved_views.save(by=recruiter, name="Old", query=query)

    assert counts(recruiter) == {"Old": 0}


def test_a_name_is_taken_once_a_person(recruiter: User, admin: User) -> None:
    saved_views.save(by=recruiter, name="Mine", query="")
    saved_views.save(by=admin, name="Mine", query="")

    with pytest.raises(Invalid, match="You have a view called “Mine” already"):
        saved_views.save(by=recruiter, name="Mine", query="q=x")
    assert SavedView.objects.count() == 2


def test_only_whoever_works_on_a_posting_shares_with_it(posting: Posting, outsider: User) -> None:
    with pytest.raises(NotAllowed):
        saved_views.save(by=outsider, name="Ours", query="", shared_with=posting)
    assert not SavedView.objects.exists()


def test_only_its_owner_takes_it_away(posting: Posting, manager: User, recruiter: User) -> None:
    view = saved_views.save(by=manager, name="Ours", query="", shared_with=posting)

    with pytest.raises(NotAllowed, match="This view belongs to Mads Manager"):
        saved_views.remove(view, by=recruiter)
    saved_views.remove(view, by=manager)

    assert not SavedView.objects.exists()
