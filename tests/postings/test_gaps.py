"""The check before publishing: what stops it, and what it only warns of."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from postings.gaps import advisable, blocking
from postings.models import Stage
from postings.promises import DAY_LABELS
from postings.publishing import publish
from tests.factories import PostingFactory
from tests.postings.addresses import page
from tests.postings.ready import ready

pytestmark = pytest.mark.django_db


def test_nothing_is_missing_in_a_whole_posting(manager: Any) -> None:
    posting = ready(manager)

    assert blocking(posting) == []
    assert advisable(posting) == []


@pytest.mark.parametrize(
    ("fields", "page_name", "words"),
    [
        ({"title": " "}, "position", "no title"),
        ({"place": ""}, "position", "where the work is"),
        ({"adjustments_contact": ""}, "position", "arranges adjustments"),
        ({"opens_at": None}, "dates", "when it opens"),
        ({"deadline": None}, "dates", "no deadline"),
    ],
)
def test_a_missing_fact_stops_publishing(manager: Any, fields: Any, page_name: str, words: str) -> None:
    """A16: without a contact for adjustments nothing is published."""
    gaps = blocking(ready(manager, **fields))

    assert [gap.page for gap in gaps] == [page_name]
    assert words in gaps[0].sentence


@pytest.mark.parametrize("lacks", ["title", "place", "adjustments_contact", "opens_at", "deadline"])
def test_a_missing_fact_leads_to_its_field(desk: Client, manager: Any, lacks: str) -> None:
    posting = ready(manager, **{lacks: None if lacks in {"opens_at", "deadline"} else ""})
    [gap] = blocking(posting)

    text = desk.get(page(posting)).text

    where = page(posting, f"edit/{gap.page}/")
    assert f'<a href="{where}#id_{gap.field}">{gap.sentence}</a>' in text
    assert f'id="id_{gap.field}"' in desk.get(where).text


def test_missing_texts_and_stages_stop_publishing(manager: Any) -> None:
    posting = ready(manager)
    posting.sections.update(kind="equality")
    posting.stages.exclude(kind=Stage.Kind.OFFER).delete()

    assert [gap.page for gap in blocking(posting)] == ["texts", "process", "process"]


@pytest.mark.parametrize(
    ("fields", "page_name", "words"),
    [
        ({"contact_email": ""}, "position", "no e-mail address"),
        ({"pay_from": None}, "position", "pay range"),
        ({"country": ""}, "position", "which country"),
        ({"category": ""}, "position", "no category"),
        ({"decided_by": None}, "dates", "by when it is decided"),
        ({"read_by": "2100-01-08"}, "dates", "not after the deadline"),
    ],
)
def test_what_ought_to_be_there_only_warns(manager: Any, fields: Any, page_name: str, words: str) -> None:
    """P13: a posting without a pay range can be published, with a warning."""
    posting = ready(manager, **fields)

    assert blocking(posting) == []
    assert [gap.page for gap in advisable(posting)] == [page_name]
    assert words in advisable(posting)[0].sentence


def test_missing_criteria_and_team_only_warn(manager: Any) -> None:
    posting = ready(manager)
    posting.criteria.all().delete()
    posting.memberships.all().delete()

    assert [gap.page for gap in advisable(posting)] == ["questions", "process"]


@pytest.mark.parametrize("name", list(DAY_LABELS))
@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2100, 2, 6), "Saturday 6 February 2100 (at the weekend)"),
        (date(2100, 2, 7), "Sunday 7 February 2100 (at the weekend)"),
        (date(2100, 3, 29), "Monday 29 March 2100 (public holiday: Easter Monday)"),
    ],
)
def test_a_promise_on_a_day_off_warns_and_stops_nobody(manager: Any, name: str, day: date, why: str) -> None:
    posting = ready(manager, **{"interviews_to": None, name: day})

    sentences = [gap.sentence for gap in advisable(posting) if gap.page == "dates"]

    assert f"“{DAY_LABELS[name]}” is no working day: {why}." in sentences
    assert blocking(posting) == []
    publish(posting, by=manager)


def test_the_forms_mark_what_publishing_needs(desk: Client) -> None:
    """One list says what stops publishing and which fields say so."""
    posting = PostingFactory(state="draft")
    pages = ["edit/position/", "edit/dates/", "edit/questions/", "edit/process/"]

    found = [
        re.sub(r"<[^>]+>", "", label)
        for path in pages
        for label in re.findall(r"<label[^>]*>(.*?)</label>", desk.get(page(posting, path)).text, re.DOTALL)
    ]

    assert [label for label in found if "needed to publish" in label] == [
        "Place (needed to publish)",
        "Contact for adjustments (needed to publish)",
        "Opens on (needed to publish)",
        "Last day to apply (needed to publish)",
    ]
    assert "Region (optional)" in found


def test_dates_are_said_beside_their_fields(desk: Client) -> None:
    posting = PostingFactory(deadline=date(2027, 3, 13), told_by=date(2027, 3, 29))

    text = desk.get(page(posting, "edit/dates/")).text

    assert "Saturday 13 March 2027 · week 10 · <strong>at the weekend</strong>" in text
    assert "Monday 29 March 2027 · week 13 · <strong>public holiday: Easter Monday</strong>" in text
    assert "data-words-weekdays" in text
