"""A country is one of a list, by form and by database; its name follows the language."""

import importlib
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.translation import override

from postings.forms.fields import BasicsForm
from postings.models import Posting
from postings.posting_page import place_in_words
from tests.factories import PostingFactory

pytestmark = pytest.mark.django_db


def basics(country: str) -> dict[str, Any]:
    return {
        "title": "Here", "slug": "here", "place": "Kalundborg", "country": country, "employment": "full_time",
        "language": "en", "version": 1, "openings": 1, "pay_currency": "DKK", "pay_period": "month",
        "adjustments_contact": "us@example.com",
    }  # fmt: skip


def test_the_form_offers_a_list_of_names_with_denmark_first(desk: Client) -> None:
    PostingFactory(slug="here", country="")

    text = desk.get("/desk/postings/here/edit/position/").text

    select = re.search(r'<select name="country".*?</select>', text, re.DOTALL)
    assert select is not None
    names = re.findall(r">([^<]+)</option>", select[0])
    assert names[:3] == ["Choose", "Denmark", "Afghanistan"]
    assert len(names) > 240


@pytest.mark.parametrize("typed", ["Denmark", "De", "dk", "XX", "DENMARK"])
def test_what_is_no_country_of_the_list_is_refused_in_words(desk: Client, typed: str) -> None:
    """A country that was typed was cut to two letters once, so that Denmark became Germany."""
    posting = PostingFactory(slug="here", country="DK")

    answer = desk.post("/desk/postings/here/edit/position/", basics(typed))

    assert "Country: choose one of those that are offered." in answer.text
    posting.refresh_from_db()
    assert posting.country == "DK"


@pytest.mark.parametrize("code", ["XX", "dk", "D"])
def test_the_database_refuses_it_too(code: str) -> None:
    posting = PostingFactory()

    with pytest.raises(IntegrityError, match="posting_country_known"), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(country=code)


def test_none_is_allowed(desk: Client) -> None:
    posting = PostingFactory(slug="here", country="DK")

    desk.post("/desk/postings/here/edit/position/", basics(""))

    posting.refresh_from_db()
    assert posting.country == ""
    assert place_in_words(posting) == "Kalundborg"


def test_its_name_follows_the_language() -> None:
    posting = PostingFactory(country="DE", region="")

    assert place_in_words(posting) == "Kalundborg, Germany"
    with override("da"):
        assert place_in_words(posting) == "Kalundborg, Tyskland"
        first = [str(name) for _, name in BasicsForm(instance=posting).fields["country"].choices][1]
    assert first == "Danmark"


def test_rows_from_before_keep_a_code_that_is_known_and_lose_any_other() -> None:
    migration = importlib.import_module("postings.migrations.0003_clear_unknown_countries")
    codes = ["DK", "DE", "", "XX", "Dk", "ZZ"]
    with connection.cursor() as cursor:  # as it was before; the test's transaction brings it back
        cursor.execute("ALTER TABLE postings_posting DROP CONSTRAINT posting_country_known")
    ids = [PostingFactory().pk for code in codes]
    for pk, code in zip(ids, codes, strict=True):
        Posting.objects.filter(pk=pk).update(country=code)

    migration.clear(apps, None)

    kept = dict(Posting.objects.values_list("pk", "country"))
    assert [kept[pk] for pk in ids] == ["DK", "DE", "", "", "", ""]
