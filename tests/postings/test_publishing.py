"""Publish, close, reopen, archive."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.utils import timezone

from audit.models import Entry
from core.errors import DomainError
from postings import publishing
from postings.models import Posting
from postings.publishing import NotReady, archive, close, publish, reopen
from tests.factories import PostingFactory, SectionFactory
from tests.postings.test_gaps import ready

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


def publish_at_once(manager: Any, recruiter: Any) -> tuple[Posting, list[str]]:
    posting = ready(manager)
    SectionFactory(posting=posting)

    def run(_: int) -> str:
        try:
            return publish(Posting.objects.get(pk=posting.pk), by=recruiter).state
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return posting, list(pool.map(run, range(8)))


@pytest.mark.django_db(transaction=True)
def test_eight_threads_publish_once(manager: Any, recruiter: Any) -> None:
    """C12: publishing is idempotent, under a race too."""
    posting, states = publish_at_once(manager, recruiter)

    posting.refresh_from_db()
    assert states == ["published"] * 8
    assert posting.version == 2
    assert actions(posting) == ["posting.published"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_is_published_eight_times(
    manager: Any, recruiter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C12's twin."""
    read = Barrier(8)

    def unlocked(posting: Posting) -> Posting:
        row = Posting.objects.annotate(now=TransactionNow()).get(pk=posting.pk)
        read.wait(30)
        return row

    monkeypatch.setattr(publishing, "_locked", unlocked)

    posting, _ = publish_at_once(manager, recruiter)

    assert actions(posting) == ["posting.published"] * 8
