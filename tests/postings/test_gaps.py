"""The check before publishing: what stops it, and what it only warns of."""

from typing import Any

import pytest

from postings.gaps import advisable, blocking
from postings.models import Stage
from tests.postings.ready import ready

pytestmark = pytest.mark.django_db


def test_nothing_is_missing_in_a_whole_posting(manager: Any) -> None:
    posting = ready(manager)

    assert blocking(posting) == []
    assert advisable(posting) == []


@pytest.mark.parametrize(
    ("fields", "tab", "words"),
    [
        ({"title": " "}, "basics", "no title"),
        ({"place": ""}, "basics", "where the work is"),
        ({"adjustments_contact": ""}, "contact", "arranges adjustments"),
        ({"opens_at": None}, "times", "when it opens"),
        ({"deadline": None}, "times", "no deadline"),
    ],
)
def test_a_missing_fact_stops_publishing(manager: Any, fields: Any, tab: str, words: str) -> None:
    """A16: without a contact for adjustments nothing is published."""
    gaps = blocking(ready(manager, **fields))

    assert [gap.tab for gap in gaps] == [tab]
    assert words in gaps[0].sentence


def test_missing_texts_and_stages_stop_publishing(manager: Any) -> None:
    posting = ready(manager)
    posting.sections.update(kind="equality")
    posting.stages.exclude(kind=Stage.Kind.OFFER).delete()

    assert [gap.tab for gap in blocking(posting)] == ["texts", "stages", "stages"]


@pytest.mark.parametrize(
    ("fields", "tab", "words"),
    [
        ({"contact_email": ""}, "contact", "no e-mail address"),
        ({"pay_from": None}, "contact", "pay range"),
        ({"country": ""}, "basics", "which country"),
        ({"category": ""}, "basics", "no category"),
        ({"decided_by": None}, "times", "by when it is decided"),
        ({"read_by": "2100-01-01"}, "times", "not after the deadline"),
    ],
)
def test_what_ought_to_be_there_only_warns(manager: Any, fields: Any, tab: str, words: str) -> None:
    """P13: a posting without a pay range can be published, with a warning."""
    posting = ready(manager, **fields)

    assert blocking(posting) == []
    assert [gap.tab for gap in advisable(posting)] == [tab]
    assert words in advisable(posting)[0].sentence


def test_missing_criteria_and_team_only_warn(manager: Any) -> None:
    posting = ready(manager)
    posting.criteria.all().delete()
    posting.memberships.all().delete()

    assert [gap.tab for gap in advisable(posting)] == ["criteria", "team"]
