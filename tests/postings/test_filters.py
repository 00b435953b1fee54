"""The filters of the public list, in an address that can be shared."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import PostingFactory, SectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three() -> None:
    it = PostingFactory(title="Head of IT", category="Digital & IT", place="Kalundborg")
    PostingFactory(title="Trainee", category="Leadership", place="Kalundborg", employment="trainee")
    PostingFactory(title="Chemist", category="Science", place="Aarhus")
    SectionFactory(posting=it, heading="The role", body="You keep **servers** on the shopfloor running.")


def titles(client: Client, **query: Any) -> list[str]:
    text = client.get("/jobs/", query).text
    return [title for title in ("Head of IT", "Trainee", "Chemist") if f">{title}</a>" in text]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Head of IT", "Trainee", "Chemist"]),
        ({"place": "Kalundborg"}, ["Head of IT", "Trainee"]),
        ({"place": "Kalundborg", "category": "Leadership"}, ["Trainee"]),
        ({"employment": "trainee"}, ["Trainee"]),
        ({"q": "SHOPFLOOR servers"}, ["Head of IT"]),
        ({"q": "aarhus"}, ["Chemist"]),
        ({"q": "leadership chemist"}, []),
        ({"place": "Nowhere"}, []),
        ({"unknown": "x", "q": " "}, ["Head of IT", "Trainee", "Chemist"]),
    ],
)
def test_what_passes(client: Client, query: Any, found: list[str]) -> None:
    assert titles(client, **query) == found


def test_each_choice_says_how_many_there_would_be(client: Client) -> None:
    text = client.get("/jobs/", {"place": "Kalundborg"}).text

    assert '<option value="Kalundborg" selected>Kalundborg (2)</option>' in text
    assert '<option value="Aarhus">Aarhus (1)</option>' in text
    assert '<option value="Leadership">Leadership (1)</option>' in text
    assert '<option value="Science">Science (0)</option>' in text
    assert "2 of 3 open positions" in text


@pytest.mark.parametrize(("more", "shown"), [(6, False), (7, True)])
def test_they_appear_from_ten_postings_on(client: Client, more: int, shown: bool) -> None:
    PostingFactory.create_batch(more)

    page = client.get("/jobs/").text

    assert ('role="search"' in page) is shown
    assert "Show all<" not in page


def test_an_address_with_some_filters_a_short_list_too(client: Client) -> None:
    page = client.get("/jobs/", {"place": "Kalundborg"}).text

    assert "2 of 3 open positions" in page
    assert 'role="search"' in page
    assert '<a class="button button-quiet" href="/jobs/">Show all</a>' in page


def test_nothing_found_leads_back_to_all(client: Client) -> None:
    text = client.get("/jobs/", {"q": "astronaut"}).text

    assert "Nothing fits these filters" in text
    assert "Show all positions" in text


@pytest.mark.parametrize("query", ["'\"><script>alert(1)</script>", "%s%s{{7*7}}", "a" * 5000, "😀"])
def test_strange_queries_are_text(client: Client, query: str) -> None:
    """V6, S52: a search is compared with words; it reaches neither SQL nor a template."""
    answer = client.get("/jobs/", {"q": query, "category": query[:200]})

    assert answer.status_code == 200
    assert "<script>" not in answer.text
