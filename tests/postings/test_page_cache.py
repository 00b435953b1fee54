"""Pages are cached for up to 30 seconds, and never past an instant at which they change."""

import math
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from postings import editing, page_cache
from postings.models import Posting
from postings.page_cache import CacheEntry, PageCache, pages
from tests.factories import PostingFactory

NOW = timezone.now()


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    pages.clear()
    monkeypatch.setattr(pages, "clock", clock)
    return clock


def test_what_does_not_change_is_kept_for_thirty_seconds() -> None:
    assert PageCache().expiry(100, now=NOW, changes_at=None) == 130
    assert PageCache().expiry(100, now=NOW, changes_at=NOW + timedelta(days=1)) == 130


def test_what_changes_sooner_is_kept_until_then() -> None:
    assert PageCache().expiry(100, now=NOW, changes_at=NOW + timedelta(seconds=4)) == 104


def test_an_entry_expires_at_the_instant_itself() -> None:
    clock = Clock()
    own = PageCache(clock)
    own.get("key", lambda: CacheEntry("old", 1004))

    clock.now = 1003.999
    assert own.get("key", lambda: CacheEntry("new", 2000)).value == "old"
    clock.now = 1004
    assert own.get("key", lambda: CacheEntry("new", 2000)).value == "new"


def test_the_cache_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MAX_ENTRIES", 3)
    own = PageCache(Clock())

    for number in range(10):
        own.get(number, lambda: CacheEntry("x", 2000))

    assert list(own.entries) == [7, 8, 9]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/jobs/", "/jobs/soon/", "/sitemap.xml", "/jobs/?q=soon"])
def test_no_page_is_kept_past_the_end(client: Client, clock: Clock, path: str) -> None:
    """S26: a page made seconds before the end lives only until the end."""
    posting = PostingFactory(slug="soon", title="Soon over")
    Posting.objects.filter(pk=posting.pk).update(closed_at=timezone.now() + timedelta(seconds=10))

    before = client.get(path).text
    Posting.objects.filter(pk=posting.pk).update(closed_at=F("closed_at") - timedelta(seconds=11))
    clock.now += 10
    after = client.get(path).text

    assert before != after


@pytest.mark.django_db
def test_a_page_is_made_again_after_thirty_seconds(client: Client, clock: Clock) -> None:
    posting = PostingFactory(title="Old words")
    client.get("/jobs/")
    Posting.objects.filter(pk=posting.pk).update(title="New words")

    clock.now += 29
    assert "Old words" in client.get("/jobs/").text
    clock.now += 1
    assert "New words" in client.get("/jobs/").text


@pytest.mark.django_db
def test_a_filtered_list_lives_no_longer_than_what_it_was_made_of(client: Client, clock: Clock) -> None:
    posting = PostingFactory(title="Old words")
    client.get("/jobs/")
    Posting.objects.filter(pk=posting.pk).update(title="New words")

    clock.now += 29
    client.get("/jobs/", {"q": "words"})
    clock.now += 1

    assert "New words" in client.get("/jobs/", {"q": "words"}).text


@pytest.mark.django_db
def test_a_list_waits_for_the_next_opening(client: Client, clock: Clock) -> None:
    PostingFactory(opens_at=timezone.now() + timedelta(seconds=5))

    client.get("/jobs/")

    assert 1000 < pages.entries["open"].expires_at <= 1005


@pytest.mark.django_db(transaction=True)
def test_a_change_on_the_desk_shows_at_once(client: Client, clock: Clock, recruiter: Any) -> None:
    from postings.publishing import close

    posting = PostingFactory(title="Open still")
    assert "Open still" in client.get("/jobs/").text

    close(posting, by=recruiter)

    assert "Open still" not in client.get("/jobs/").text


def test_a_change_in_another_process_is_seen_at_once(tmp_path: Path) -> None:
    here, there = PageCache(stamp=tmp_path / "changed"), PageCache(stamp=tmp_path / "changed")
    there.get("key", lambda: CacheEntry("old", math.inf))

    here.invalidate()

    assert there.get("key", lambda: CacheEntry("new", math.inf)).value == "new"
    assert there.get("key", lambda: CacheEntry("newer", math.inf)).value == "new"


def test_a_stamp_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    own = PageCache(stamp=tmp_path / "missing" / "changed")

    own.invalidate()

    assert own.get("key", lambda: CacheEntry("new", math.inf)).value == "new"


def test_an_edit_on_the_desk_shows_at_once(
    client: Client, recruiter: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """The cache is cleared when what it shows was changed, not after its 30 seconds."""
    posting = PostingFactory(slug="here", title="Before")
    assert "Before" in client.get("/jobs/here/").text

    with django_capture_on_commit_callbacks(execute=True):
        editing.save(posting, {"title": "Afterwards"}, version=1, by=recruiter)

    assert "Afterwards" in client.get("/jobs/here/").text
    assert "Afterwards" in client.get("/jobs/").text
