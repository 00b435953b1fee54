from datetime import date

import pytest

from applications import status
from postings.models import Posting, Stage
from tests.factories import ApplicationFactory, PostingFactory
from tests.tagged import tagged

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 19)
PROMISED = {"read_by": DAY, "told_by": DAY, "decided_by": DAY}
SILENT: dict[str, None] = dict.fromkeys(PROMISED)


def said(posting: Posting, kind: str) -> str:
    stage = posting.stages.get_or_create(kind=kind, defaults={"name": kind, "position": 9})[0]
    return status.in_words(ApplicationFactory(posting=posting, stage=stage))


@pytest.mark.parametrize(
    "kind, words",
    [
        (Stage.Kind.RECEIVED, "We have it and will read it by {day}."),
        (Stage.Kind.SCREENING, "We are reading it. You hear from us by {day}."),
        (Stage.Kind.INTERVIEW, "We have read it and want to go on. You hear from us by {day}."),
        (Stage.Kind.OFFER, "We are deciding. You hear from us by {day}."),
    ],
)
def test_a_stage_is_told_with_the_day_that_was_promised(kind: str, words: str) -> None:
    assert said(PostingFactory(**PROMISED), kind) == words.format(day="Friday 19 March 2027")


@pytest.mark.parametrize(
    "kind, words",
    [(Stage.Kind.RECEIVED, "We have it."), (Stage.Kind.OFFER, "We are deciding.")],
)
def test_without_a_promise_no_day_is_told(kind: str, words: str) -> None:
    assert said(PostingFactory(**SILENT), kind) == words


def test_each_sentence_is_translated_as_a_whole() -> None:
    posting = PostingFactory(**PROMISED)

    with tagged():
        received, reading = said(posting, Stage.Kind.RECEIVED), said(posting, Stage.Kind.SCREENING)

    assert received.startswith("We have it and will read it by ")
    assert received.endswith(". [da]")
    assert reading.startswith("We are reading it. [da] You hear from us by ")
