"""The public page for those who write it: as it is saved, and as it is typed."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from postings.models import Faq, Posting, Question
from tests.factories import PostingFactory, SectionFactory
from tests.postings.addresses import filled, page

pytestmark = pytest.mark.django_db


def shown(desk: Client, posting: Posting, name: str, **typed: Any) -> str:
    answer = desk.post(page(posting, f"edit/{name}/preview/"), filled(desk, posting, name, **typed))
    assert answer.status_code == 200
    text: str = answer.text
    return text


def test_what_is_typed_stands_on_the_page_and_nothing_is_written(desk: Client) -> None:
    posting = PostingFactory()
    before = Posting.objects.values().get(pk=posting.pk)

    text = shown(
        desk, posting, "position", title="Night <Watch>", country="SE", pay_from="40000", language="da"
    )

    assert '<h1 lang="da">Night &lt;Watch&gt;</h1>' in text
    assert "Sverige" in text
    assert "fra DKK 40.000 om måneden" in text
    assert Posting.objects.values().get(pk=posting.pk) == before
    assert not Entry.objects.filter(action="posting.changed").exists()


def test_what_is_wrong_leaves_what_is_saved(desk: Client) -> None:
    posting = PostingFactory(title="As it was", place="Kalundborg")

    text = shown(desk, posting, "position", title="", place="Odense")

    assert "As it was" in text
    assert "Odense" in text


def test_days_are_said_as_they_are_typed(desk: Client) -> None:
    posting = PostingFactory(deadline=date(2100, 1, 1))

    text = shown(desk, posting, "dates", deadline="2100-01-08", starts_on="2100-03-01")

    assert "Friday 8 January 2100" in text
    assert "Monday 1 March 2100" in text


def test_texts_stand_in_their_order_half_written_ones_too(desk: Client) -> None:
    posting = PostingFactory()
    first = SectionFactory(posting=posting, heading="First", body="One.")
    gone = SectionFactory(posting=posting, heading="Gone", body="Two.", position=1)
    faq = Faq.objects.create(posting=posting, question="Is it warm?", answer="Yes.")
    typed = {
        f"section-{first.pk}-place": "2", f"section-{gone.pk}-remove": "on", "section-new-1-place": "1",
        "section-new-1-heading": "Second", "section-new-1-body": "- a **list**",
        f"faq-{faq.pk}-answer": "No.",
    }  # fmt: skip

    text = shown(desk, posting, "texts", **typed)

    assert text.index("Second") < text.index("<li>a <strong>list</strong></li>") < text.index("First")
    assert "Gone" not in text
    assert "<p>No.</p>" in text


def test_questions_stand_among_what_is_asked(desk: Client) -> None:
    posting = PostingFactory()
    Question.objects.create(posting=posting, text="Which?", kind="yes_no")

    text = shown(desk, posting, "questions", **{"question-new-1-text": "Why?", "asks_motivation": "off"})

    assert text.index("Which?") < text.index("Why?")
    assert "why you are applying" not in text


def test_a_script_in_a_text_stays_text(desk: Client) -> None:
    """S45."""
    text = shown(desk, PostingFactory(), "texts", **{"section-new-1-body": "<script>alert(1)</script>"})

    assert "<script>alert" not in text


def test_it_may_stand_in_our_own_pages_only_where_it_is_framed(desk: Client) -> None:
    posting = PostingFactory()

    framed = desk.get(page(posting, "preview/?framed=1"))
    whole = desk.get(page(posting, "preview/"))

    assert (framed["X-Frame-Options"], whole["X-Frame-Options"]) == ("SAMEORIGIN", "DENY")
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in whole["Content-Security-Policy"]
    assert ("This is a preview" in framed.text, "This is a preview" in whole.text) == (False, True)


def test_the_preview_speaks_the_language_of_the_posting(desk: Client) -> None:
    answer = desk.get(page(PostingFactory(language="da"), "preview/"))

    assert answer["Content-Language"] == "da"
    assert '<html lang="da"' in answer.text


def test_there_is_no_preview_of_a_page_that_is_none(desk: Client) -> None:
    assert desk.post(page(PostingFactory(), "edit/people/preview/"), {}).status_code == 404


def test_it_costs_the_same_for_any_number_of_rows(desk: Client, django_assert_num_queries: Any) -> None:
    posting = PostingFactory()
    typed = filled(desk, posting, "texts")
    more = {f"section-new-{number}-body": "x" for number in range(1, 4)}

    for values in (typed, {**typed, **more}):
        # session, user, organisation, posting; texts, frequent questions; the page as it is saved
        with django_assert_num_queries(7):
            desk.post(page(posting, "edit/texts/preview/"), values)
