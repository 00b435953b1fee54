"""Looking within the text of a CV: what is marked, counted and shown, without a script."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications.models import Application
from screening import hits, searching
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
TEXT = "Søren ran a data centre in Århus.\nMore data <b>here</b> & there."


@pytest.fixture
def application() -> Application:
    made = ApplicationFactory(name="Amina Example")
    made.cv.text, made.cv.reading = TEXT, "read"
    made.cv.pages.create(number=1, key="00/00", width=1200, height=1697)
    made.cv.save(update_fields=["text", "reading"])
    return made


def said(client: Client, application: Application, query: str = "") -> str:
    answer = client.get(f"/desk/applications/{application.code}/{query}")
    assert answer.status_code == 200
    return answer.text


def marks(page: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", page)


def output(page: str) -> str:
    return re.findall(r"<output[^>]*>(.*?)</output>", page)[0]


def is_open(page: str) -> bool:
    return bool(re.search(r'id="cv-words" open', page))


def test_its_text_is_on_the_page(client: Client, application: Application, recruiter: User) -> None:
    client.force_login(recruiter)

    page = said(client, application)

    assert "Søren ran a data centre in Århus.\nMore data &lt;b&gt;here&lt;/b&gt; &amp; there." in page
    assert (marks(page), output(page), is_open(page)) == ([], "", False)


@pytest.mark.parametrize(
    ("find", "marked", "counted"),
    [
        ("data", ["data", "data"], "2 places"),
        ("soeren", ["Søren"], "1 place"),
        ("Aarhus", ["Århus"], "1 place"),
        ('"data centre"', ["data", "centre", "data"], "3 places"),
        ("cent*", ["centre"], "1 place"),
        ("b", [], "Nowhere"),
        ("amp", [], "Nowhere"),
        ("-data", [], ""),
        ("+++", [], ""),
    ],
)
def test_words_are_marked_and_counted(
    client: Client, application: Application, recruiter: User, find: str, marked: list[str], counted: str
) -> None:
    """Spelled in whatever way, as in the list."""
    if find == "b":
        application.cv.text = "<i> & <u>"
        application.cv.save(update_fields=["text"])
    client.force_login(recruiter)

    page = client.get(f"/desk/applications/{application.code}/", {"find": find}).text

    assert (marks(page), output(page)) == (marked, counted)
    assert is_open(page) is bool(counted)


def test_words_of_the_list_are_marked_from_the_start(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)

    searched = said(client, application, "?q=centre&sort=name")
    nowhere = said(client, application, "?q=Amina")
    cleared = said(client, application, "?q=centre&find=")
    another = said(client, application, "?q=centre&find=data")

    assert (marks(searched), is_open(searched)) == (["centre"], True)
    assert (output(nowhere), is_open(nowhere)) == ("Nowhere", False)
    assert (marks(cleared), is_open(cleared)) == ([], False)
    assert marks(another) == ["data", "data"]
    form = another.split("data-find")[1].split("</form>")[0]
    assert '<input type="hidden" name="q" value="centre">' in form
    assert 'name="find" id="find" value="data"' in form


def test_the_part_of_the_cv_alone_is_marked_too(
    client: Client, application: Application, recruiter: User
) -> None:
    """That is what a script asks for while one types."""
    client.force_login(recruiter)

    part = said(client, application, "cv/shown/?find=data&q=centre")

    assert marks(part) == ["data", "data"]
    assert 'data-count="2"' in part


def test_in_a_document_words_are_marked_and_its_markup_stays(
    client: Client, application: Application, recruiter: User
) -> None:
    cv = application.cv
    cv.pages.all().delete()
    cv.html = '<p>Runs <a href="https://example.com/?a=1&amp;data=>x">data</a> &amp; <b>Data</b>bases</p>'
    cv.save(update_fields=["html"])
    client.force_login(recruiter)

    page = said(client, application, "?find=data")

    assert (
        '<p>Runs <a href="https://example.com/?a=1&amp;data=>x"><mark>data</mark></a> &amp; '
        "<b><mark>Data</mark></b>bases</p>"
    ) in page
    assert output(page) == "2 places"


@pytest.mark.parametrize("find", ["x" * 10_000, '"' * 300, "<script>alert(1)</script>", "(" * 200, "a " * 99])
def test_odd_words_find_nothing_and_break_nothing(
    client: Client, application: Application, recruiter: User, find: str
) -> None:
    client.force_login(recruiter)

    page = client.get(f"/desk/applications/{application.code}/", {"find": find})

    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_no_word_costs_no_query_and_any_number_one(
    application: Application, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        hits.in_cv(application, words=[])
    with django_assert_num_queries(1):
        hits.in_cv(application, words=["data"] * searching.MOST)
