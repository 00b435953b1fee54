"""Pages are kept for up to 30 seconds, and never past an instant at which they change."""

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
from postings.page_cache import Kept, Shelf, shelf
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
    shelf.forget()
    monkeypatch.setattr(shelf, "clock", clock)
    return clock


def test_what_does_not_change_is_kept_for_thirty_seconds() -> None:
    assert Shelf().until(100, now=NOW, changes_at=None) == 130
    assert Shelf().until(100, now=NOW, changes_at=NOW + timedelta(days=1)) == 130


def test_what_changes_sooner_is_kept_until_then() -> None:
    assert Shelf().until(100, now=NOW, changes_at=NOW + timedelta(seconds=4)) == 104


def test_the_shelf_forgets_at_the_instant_itself() -> None:
    clock = Clock()
    held = Shelf(clock)
    held.get("key", lambda: Kept("old", 1004))

    clock.now = 1003.999
    assert held.get("key", lambda: Kept("new", 2000)).value == "old"
    clock.now = 1004
    assert held.get("key", lambda: Kept("new", 2000)).value == "new"


def test_the_shelf_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MOST", 3)
    held = Shelf(Clock())

    for number in range(10):
        held.get(number, lambda: Kept("x", 2000))

    assert list(held.entries) == [7, 8, 9]


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

    assert 1000 < shelf.entries["board"].until <= 1005


@pytest.mark.django_db(transaction=True)
def test_a_change_on_the_desk_shows_at_once(client: Client, clock: Clock, recruiter: Any) -> None:
    from postings.publishing import close

    posting = PostingFactory(title="Open still")
    assert "Open still" in client.get("/jobs/").text

    close(posting, by=recruiter)

    assert "Open still" not in client.get("/jobs/").text


def test_a_change_in_another_process_is_seen_at_once(tmp_path: Path) -> None:
    here, there = Shelf(stamp=tmp_path / "changed"), Shelf(stamp=tmp_path / "changed")
    there.get("key", lambda: Kept("old", math.inf))

    here.changed()

    assert there.get("key", lambda: Kept("new", math.inf)).value == "new"
    assert there.get("key", lambda: Kept("newer", math.inf)).value == "new"


def test_a_stamp_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    held = Shelf(stamp=tmp_path / "missing" / "changed")

    held.changed()

    assert held.get("key", lambda: Kept("new", math.inf)).value == "new"


def test_an_edit_on_the_desk_shows_at_once(
    client: Client, recruiter: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """A kept page is let go when what it shows was changed, not after its 30 seconds."""
    posting = PostingFactory(slug="here", title="Before")
    assert "Before" in client.get("/jobs/here/").text

    with django_capture_on_commit_callbacks(execute=True):
        editing.save(posting, {"title": "Afterwards"}, version=1, by=recruiter)

    assert "Afterwards" in client.get("/jobs/here/").text
    assert "Afterwards" in client.get("/jobs/").text
