"""The desk's pages of postings."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from postings.models import Posting
from tests.factories import MembershipFactory, PostingFactory, SectionFactory
from tests.postings.addresses import page
from tests.postings.ready import ready

pytestmark = pytest.mark.django_db


# The list and one posting


def test_the_list_shows_each_posting_and_its_state(desk: Client, manager: Any) -> None:
    open_one = PostingFactory(title="Open one")
    MembershipFactory(posting=open_one, user=manager)
    PostingFactory(title="Draft one", state="draft", deadline=None)
    PostingFactory(title="Later one", opens_at=timezone.now() + timedelta(days=2))
    PostingFactory(title="Closed one", closed_at=timezone.now())
    PostingFactory(title="Archived one", state="archived")

    text = " ".join(desk.get("/desk/postings/").text.split())

    for words in ("Open one", "Mads Manager", "closes in 10 days", "Draft", "Scheduled", "Closed", "since"):
        assert words in text
    assert "Archived one" not in text
    assert "Archived one" in desk.get("/desk/postings/?state=archived").text


def test_a_manager_sees_own_postings_and_no_way_to_write(managers: Client, manager: Any) -> None:
    MembershipFactory(posting=PostingFactory(title="Mine", slug="mine"), user=manager)
    PostingFactory(title="Theirs", slug="theirs")

    text = managers.get("/desk/postings/").text

    assert "Mine" in text
    assert "Theirs" not in text
    assert "New posting" not in text
    assert managers.get("/desk/postings/theirs/").status_code == 404
    assert "/edit/" not in managers.get("/desk/postings/mine/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    desk: Client, manager: Any, django_assert_num_queries: Any, rows: int
) -> None:
    for posting in PostingFactory.create_batch(rows):
        MembershipFactory(posting=posting, user=manager)

    with django_assert_num_queries(6):  # session, user, organisation, postings, members, letters
        desk.get("/desk/postings/")


def test_an_empty_desk_says_what_to_do(desk: Client) -> None:
    assert "No postings yet" in desk.get("/desk/postings/").text


def test_a_draft_says_what_is_missing_and_where(desk: Client) -> None:
    posting = PostingFactory(state="draft", adjustments_contact="", deadline=None)

    text = desk.get(page(posting)).text

    assert "Before it can be published" in text
    assert f'<a href="{page(posting, "edit/position/")}#id_adjustments_contact">It names nobody' in text
    assert f'<a href="{page(posting, "edit/texts/")}">It needs an introduction' in text
    assert "publication/" not in text


def test_a_posting_is_written_and_published_from_the_desk(desk: Client, recruiter: Any) -> None:
    desk.post("/desk/postings/new/", {"title": "Night Watch"})
    posting = Posting.objects.get(slug="night-watch")
    basics = {
        "title": "Night Watch", "slug": "night-watch", "place": "Kalundborg", "country": "DK",
        "employment": "full_time", "openings": 1, "language": "en", "adjustments_contact": "us@example.com",
        "pay_currency": "DKK", "pay_period": "month",
    }  # fmt: skip
    desk.post(page(posting, "edit/position/"), {**basics, "version": 1})
    times = {"opens_on": "2026-01-01", "deadline": "2100-01-01", "time_zone": "Europe/Copenhagen"}
    desk.post(page(posting, "edit/dates/"), {**times, "version": 2})
    text = {"section-new-1-kind": "role", "section-new-1-body": "You watch."}
    desk.post(page(posting, "edit/texts/"), {**text, "version": 3})

    answer = desk.post(page(posting, "publication/"), follow=True)

    posting.refresh_from_db()
    assert "Published." in answer.text
    assert (posting.state, posting.country) == ("published", "DK")
    assert "You watch." in desk.get("/jobs/night-watch/").text


def test_publishing_with_gaps_is_refused_in_words(desk: Client, manager: Any) -> None:
    posting = ready(manager, adjustments_contact="")

    answer = desk.post(page(posting, "publication/"), follow=True)

    assert "It cannot be published yet." in answer.text
    assert Posting.objects.get(pk=posting.pk).state == "draft"


def test_the_preview_is_the_public_page_of_a_draft(desk: Client) -> None:
    posting = PostingFactory(state="draft", title="Not yet")
    SectionFactory(posting=posting, body="- a **list**")

    text = desk.get(page(posting, "preview/")).text

    assert "This is a preview" in text
    assert "<li>a <strong>list</strong></li>" in text
    assert f"/jobs/{posting.slug}/apply/" not in text


def test_close_open_again_archive(desk: Client) -> None:
    posting = PostingFactory()

    assert "It is closed" in desk.post(page(posting, "closing/"), follow=True).text
    assert "It is open again" in desk.post(page(posting, "reopening/"), follow=True).text
    assert "still open" in desk.post(page(posting, "archiving/"), follow=True).text
    desk.post(page(posting, "closing/"))
    assert "It is archived" in desk.post(page(posting, "archiving/"), follow=True).text
    assert desk.get(f"/jobs/{posting.slug}/").status_code == 404


def test_a_copy_moves_its_days(desk: Client) -> None:
    posting = PostingFactory(deadline=date(2100, 1, 1), read_by=date(2100, 1, 8))

    answer = desk.post(page(posting, "copies/"), {"title": "Again", "deadline": "2101-01-07"})

    assert answer.url == "/desk/postings/again/"
    assert Posting.objects.get(slug="again").read_by == date(2101, 1, 14)


def test_a_copy_at_the_end_of_the_calendar_is_refused(desk: Client) -> None:
    posting = PostingFactory(deadline=date(2100, 1, 1), read_by=date(2100, 1, 8))

    answer = desk.post(page(posting, "copies/"), {"title": "Again", "deadline": "9999-12-31"})

    assert "Check the year" in answer.text


def test_a_copy_with_a_deadline_that_is_over_is_refused(desk: Client) -> None:
    answer = desk.post(page(PostingFactory(), "copies/"), {"title": "Again", "deadline": "2020-01-07"})

    assert "That day is over" in answer.text
