"""Publish, close, reopen, archive."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Entry
from core.errors import DomainError
from postings import publishing
from postings.models import Posting
from postings.publishing import NotReady, archive, close, publish, reopen
from tests.factories import PostingFactory
from tests.postings.ready import ready
from tests.races import race
from tests.without import without_locks

pytestmark = pytest.mark.django_db


def actions(posting: Posting) -> list[str]:
    entries = Entry.objects.filter(object_type="postings.posting", object_id=str(posting.pk))
    return sorted(entries.values_list("action", flat=True))


def over() -> Any:
    return (timezone.now() - timedelta(days=2)).date()


def test_a_whole_draft_is_published(manager: Any, recruiter: Any) -> None:
    posting = publish(ready(manager, published_at=None), by=recruiter)

    posting.refresh_from_db()
    assert posting.state == "published"
    assert posting.published_at is not None
    assert actions(posting) == ["posting.published"]


def test_a_gap_refuses_publishing_and_is_named(manager: Any, recruiter: Any) -> None:
    posting = ready(manager, adjustments_contact="", published_at=None)

    with pytest.raises(NotReady, match="arranges adjustments"):
        publish(posting, by=recruiter)

    posting.refresh_from_db()
    assert (posting.state, posting.version, actions(posting)) == ("draft", 1, [])


def test_a_deadline_that_is_over_refuses_publishing(manager: Any, recruiter: Any) -> None:
    posting = ready(manager, deadline=over(), published_at=None)

    with pytest.raises(NotReady, match="deadline is over"):
        publish(posting, by=recruiter)


def test_publishing_twice_does_it_once(manager: Any, recruiter: Any) -> None:
    posting = ready(manager)

    publish(posting, by=recruiter)
    publish(posting, by=recruiter)

    assert actions(posting) == ["posting.published"]


def test_closing_and_opening_again(manager: Any, recruiter: Any) -> None:
    posting = PostingFactory()

    close(posting, by=recruiter)
    close(posting, by=recruiter)
    assert not Posting.objects.open().exists()

    reopen(posting, by=recruiter)
    reopen(posting, by=recruiter)
    assert Posting.objects.open().exists()
    assert actions(posting) == ["posting.closed", "posting.reopened"]


def test_only_a_published_posting_is_closed(recruiter: Any) -> None:
    with pytest.raises(DomainError, match="published"):
        close(PostingFactory(state="draft"), by=recruiter)


def test_after_the_deadline_it_is_not_opened_again(recruiter: Any) -> None:
    posting = PostingFactory(deadline=over(), closed_at=timezone.now() - timedelta(days=5))

    with pytest.raises(DomainError, match="deadline has passed"):
        reopen(posting, by=recruiter)


def test_an_open_posting_is_not_archived(recruiter: Any) -> None:
    with pytest.raises(DomainError, match="still open"):
        archive(PostingFactory(), by=recruiter)


def test_a_closed_posting_is_archived_once(recruiter: Any) -> None:
    posting = PostingFactory(deadline=over(), opens_at=timezone.now() - timedelta(days=20))

    archive(posting, by=recruiter)
    archive(posting, by=recruiter)

    assert actions(posting) == ["posting.archived"]
    with pytest.raises(DomainError, match="Copy it"):
        publish(posting, by=recruiter)


@pytest.fixture
def guard() -> Iterator[None]:
    def refuses(posting: Posting) -> str:
        return "Two people wait for an answer."

    publishing.register_archive_guard(refuses)
    yield
    publishing._archive_guards.remove(refuses)


def test_a_guard_of_an_app_above_refuses_archiving(guard: None, recruiter: Any) -> None:
    with pytest.raises(DomainError, match="Two people wait"):
        archive(PostingFactory(closed_at=timezone.now() - timedelta(days=1)), by=recruiter)


def publish_at_once(posting: Posting, by: Any, rounds: int) -> list[list[Any]]:
    def to_draft(_: int) -> None:
        Posting.objects.filter(pk=posting.pk).update(state=Posting.State.DRAFT, published_at=None)

    def attempt(_: int, __: int) -> str:
        return publish(Posting.objects.get(pk=posting.pk), by=by).state

    return race(attempt, rounds=rounds, before=to_draft)


@pytest.mark.django_db(transaction=True)
def test_eight_threads_publish_once(manager: Any, recruiter: Any) -> None:
    """C12: publishing is idempotent, under a race too: 8 threads, 100 rounds."""
    posting = ready(manager)

    assert publish_at_once(posting, recruiter, 100) == [["published"] * 8] * 100

    posting.refresh_from_db()
    assert posting.version == 101
    assert actions(posting) == ["posting.published"] * 100


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_is_published_eight_times(manager: Any, recruiter: Any) -> None:
    """C12's twin."""
    posting = ready(manager)

    with without_locks(Posting, readers=8):
        publish_at_once(posting, recruiter, 1)

    assert actions(posting) == ["posting.published"] * 8
