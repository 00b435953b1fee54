"""The careers site: the list, one posting, the closed page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from postings.models import Faq, Posting, Section
from tests.factories import PostingFactory, SectionFactory

pytestmark = pytest.mark.django_db


def ago(**parts: float) -> Any:
    return timezone.now() - timedelta(**parts)


def draft() -> Posting:
    return PostingFactory(state=Posting.State.DRAFT)


def future() -> Posting:
    return PostingFactory(opens_at=ago(days=-1))


def archived() -> Posting:
    return PostingFactory(state=Posting.State.ARCHIVED)


def past_its_deadline() -> Posting:
    return PostingFactory(opens_at=ago(days=30), deadline=ago(days=3).date())


def closed_by_hand() -> Posting:
    return PostingFactory(closed_at=ago(minutes=1))


def test_the_front_door_leads_to_the_list(client: Client) -> None:
    assert client.get("/").url == "/jobs/"


def test_the_list_names_each_open_posting(client: Client) -> None:
    posting = PostingFactory(title="Head of Something", place="Kalundborg")

    text = client.get("/jobs/").text

    assert "Head of Something" in text
    assert f'href="/jobs/{posting.slug}/"' in text
    assert "closes in 10 days" in text
    assert "1 open position" in text


def test_the_empty_list_says_so(client: Client) -> None:
    assert "No open positions" in client.get("/jobs/").text


@pytest.mark.parametrize("make", [draft, future, archived])
def test_what_is_not_public_is_missing_everywhere(client: Client, make: Any) -> None:
    """S26, V15: a draft, a future and an archived posting are exactly like one that never was."""
    posting = make()

    answer = client.get(f"/jobs/{posting.slug}/")
    missing = client.get("/jobs/never-was/")

    assert answer.status_code == missing.status_code == 404
    assert answer.content == missing.content
    assert posting.title not in client.get("/jobs/").text
    assert posting.title not in client.get("/jobs/", {"q": posting.title}).text
    assert posting.slug not in client.get("/sitemap.xml").text


@pytest.mark.parametrize("make", [past_its_deadline, closed_by_hand])
def test_a_closed_posting_has_its_page_and_is_gone_from_lists(client: Client, make: Any) -> None:
    """S26: gone from list, search and sitemap; its own address says what happens now."""
    posting = make()

    answer = client.get(f"/jobs/{posting.slug}/")

    assert answer.status_code == 200
    assert "This position closed on" in answer.text
    assert "What happens now" in answer.text
    assert "/apply/" not in answer.text
    assert posting.title not in client.get("/jobs/").text
    assert posting.title not in client.get("/jobs/", {"q": posting.title}).text
    assert posting.slug not in client.get("/sitemap.xml").text


def test_the_page_shows_texts_in_the_order_of_their_places(client: Client) -> None:
    posting = PostingFactory()
    SectionFactory(posting=posting, kind=Section.Kind.EQUALITY, heading="Equality", position=1)
    SectionFactory(
        posting=posting, kind=Section.Kind.ROLE, heading="Behind it", position=0, body="- one\n- two"
    )
    SectionFactory(posting=posting, kind=Section.Kind.INTRO, heading="Hello", position=2)
    Faq.objects.create(
        posting=posting, question="Must I speak Danish?", answer="No: [look](https://example.com/)"
    )

    text = client.get(f"/jobs/{posting.slug}/").text

    assert text.index("Behind it") < text.index("Equality") < text.index("Hello")
    assert "<li>one</li>" in text
    assert "Must I speak Danish?" in text
    assert '<a href="https://example.com/" rel="noopener">look</a>' in text


@pytest.mark.parametrize(("openings", "is_said"), [(1, False), (3, True)])
def test_the_page_says_how_many_are_hired_where_it_is_more_than_one(
    client: Client, openings: int, is_said: bool
) -> None:
    PostingFactory(slug="it", openings=openings)

    assert (f"<dt>Openings</dt><dd>{openings}</dd>" in client.get("/jobs/it/").text) is is_said


def test_the_page_says_who_arranges_adjustments_and_lacks_no_contact(client: Client) -> None:
    posting = PostingFactory(contact_name="Niels", contact_email="", adjustments_contact="access@example.com")

    text = client.get(f"/jobs/{posting.slug}/").text

    assert "Ask Niels." in " ".join(text.split())
    assert "mailto:access@example.com" in text


def test_public_pages_set_no_cookie_and_carry_no_token(client: Client) -> None:
    posting = PostingFactory()

    client.cookies["session"] = "abcdefgh" * 4  # as of a member of staff who looks at the site

    for path in ("/jobs/", f"/jobs/{posting.slug}/", "/sitemap.xml", "/robots.txt"):
        answer = client.get(path)

        assert answer.cookies == {}, path
        assert "session" not in answer.headers.get("Vary", "").lower()
        assert answer.headers.get("Vary", "Cookie") == "Cookie"  # that of the language
        assert "csrf" not in answer.text
        assert "nonce" not in answer.text
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_one_query_and_then_none(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    for posting in PostingFactory.create_batch(rows):
        SectionFactory(posting=posting)

    with django_assert_num_queries(1):
        client.get("/jobs/")
    with django_assert_num_queries(0):
        client.get("/jobs/")
        client.get("/jobs/", {"q": "servers"})
        client.get("/sitemap.xml")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_one_query_and_then_none(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    posting = PostingFactory()
    SectionFactory.create_batch(rows, posting=posting)

    with django_assert_num_queries(1):
        client.get(f"/jobs/{posting.slug}/")
    with django_assert_num_queries(0):
        client.get(f"/jobs/{posting.slug}/")


def test_an_unchanged_page_is_answered_304(client: Client) -> None:
    PostingFactory()
    etag = client.get("/jobs/").headers["ETag"]

    again = client.get("/jobs/", headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag


def test_head_is_answered(client: Client) -> None:
    posting = PostingFactory()

    assert client.head("/jobs/").status_code == 200
    assert client.head(f"/jobs/{posting.slug}/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/jobs/", "/jobs/any/", "/robots.txt", "/sitemap.xml"])
def test_nothing_can_be_posted_to_public_pages(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_robots_keeps_out_of_the_desk(client: Client) -> None:
    text = client.get("/robots.txt").text

    assert "Disallow: /desk/" in text
    assert "/sitemap.xml" in text
