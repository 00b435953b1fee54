"""The tabs in which a posting is written: what is refused, in which words, and what comes back."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from mail import scopes
from postings import editing
from postings.forms.parts import in_brief
from postings.models import Criterion, Faq, Posting, Question, Section, Stage
from tests.factories import ApplicationFactory, PostingFactory, SectionFactory
from tests.postings.addresses import page

pytestmark = pytest.mark.django_db
MANY = Question.Kind.ONE_OF


def test_of_two_editors_the_second_keeps_the_typed_text(desk: Client, admin: Any) -> None:
    """C12: the second is told who was first; nothing typed is lost, and saving again is possible."""
    posting = PostingFactory()
    editing.save(posting, {"category": "Theirs"}, version=1, by=admin)
    typed = {"asks_current_position": "required", "asks_motivation": "off", "version": 1}

    answer = desk.post(page(posting, "edit/asking/"), typed)

    assert answer.status_code == 409
    assert "Ada Admin changed this on" in answer.text
    assert '<option value="required" selected>' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert desk.post(page(posting, "edit/asking/"), {**typed, "version": 2}).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_version_that_is_none_is_refused(desk: Client, version: str) -> None:
    typed = {"asks_current_position": "off", "asks_motivation": "off", "version": version}

    assert desk.post(page(PostingFactory(), "edit/asking/"), typed).status_code == 400


def test_what_cannot_be_edited_is_ignored(desk: Client) -> None:
    """S25: state, version, slug of a published posting and the like are no fields."""
    posting = PostingFactory(slug="stays")
    typed = {
        "title": "T", "slug": "moved", "place": "P", "employment": "full_time", "language": "en",
        "state": "archived", "closed_at": "2020-01-01", "deadline_revision": 7, "id": 999, "version": 1,
        "openings": 1,
    }  # fmt: skip

    desk.post(page(posting, "edit/"), typed)

    posting.refresh_from_db()
    assert (posting.slug, posting.state, posting.closed_at, posting.deadline_revision) == (
        "stays", "published", None, 1,
    )  # fmt: skip
    assert posting.title == "T"


TIMES = {"deadline": "2100-01-01", "time_zone": "Europe/Copenhagen", "version": 1}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"opens_on": "2027-03-28", "opens_time": "02:30"}, "There is no 02:30 on Sunday 28 March 2027"),
        ({"opens_on": "2026-10-25", "opens_time": "02:30"}, "comes twice"),
        ({"opens_on": "2101-01-01"}, "It would close before it opens."),
        ({"opens_time": "10:00"}, "Say on which day it opens, too."),
        (
            {"opens_on": "2027-01-01", "interviews_from": "2100-02-02", "interviews_to": "2100-02-01"},
            "before they",
        ),
        ({"opens_on": "2027-01-01", "interviews_to": "2100-02-01"}, "on which day the interviews begin"),
        ({"opens_on": "2027-01-01", "deadline": ""}, "cannot be left out"),
        ({"opens_on": "2027-01-01", "deadline": "2026-01-01"}, "It would close before it opens."),
        ({"opens_on": "2027-01-01", "time_zone": "Mars/North"}, "one of those that are offered"),
        ({"opens_on": "tomorrow"}, "Write a day that is in the calendar"),
        ({"opens_on": "0001-01-01", "opens_time": "00:00"}, "Check the year"),
        ({"opens_on": "2027-01-01", "deadline": "9999-12-31"}, "Check the year"),
    ],
)
def test_times_that_cannot_be_are_refused_in_words(desk: Client, typed: Any, sentence: str) -> None:
    """c9: a time that does not exist is refused, one that comes twice is asked for."""
    posting = PostingFactory()
    before = Posting.objects.values().get(pk=posting.pk)

    answer = desk.post(page(posting, "edit/times/"), {**TIMES, **typed})

    assert answer.status_code == 400
    assert sentence in answer.text
    assert Posting.objects.values().get(pk=posting.pk) == before


@pytest.mark.parametrize(("which", "hour"), [("first", 0), ("second", 1)])
def test_a_time_that_comes_twice_is_chosen(desk: Client, which: str, hour: int) -> None:
    posting = PostingFactory(state="draft")
    typed = {**TIMES, "opens_on": "2026-10-25", "opens_time": "02:30"}
    assert "The second one" in desk.post(page(posting, "edit/times/"), typed).text

    desk.post(page(posting, "edit/times/"), {**typed, "which": which})

    posting.refresh_from_db()
    assert posting.opens_at is not None
    assert (posting.opens_at.hour, posting.opens_at.minute) == (hour, 30)


def test_a_pay_range_the_wrong_way_round_is_refused(desk: Client) -> None:
    typed = {"pay_from": 50, "pay_to": 40, "pay_currency": "DKK", "pay_period": "month", "version": 1}

    assert "below its lower end" in desk.post(page(PostingFactory(), "edit/contact/"), typed).text


@pytest.mark.parametrize("slug", ["new", "taken"])
def test_an_address_that_is_taken_is_refused(desk: Client, slug: str) -> None:
    PostingFactory(slug="taken")
    posting = PostingFactory(state="draft")
    typed = {
        "title": "T", "slug": slug, "employment": "full_time", "language": "en", "openings": 1, "version": 1,
    }  # fmt: skip

    assert "Choose another one." in desk.post(page(posting, "edit/"), typed).text


@pytest.mark.parametrize(
    ("openings", "said"),
    [("0", "At least one."), ("-1", ""), ("", "Say how many you want to hire."), ("x", "")],
)
def test_a_posting_hires_at_least_one(desk: Client, openings: str, said: str) -> None:
    posting = PostingFactory(state="draft")
    typed = {
        "title": "T", "slug": "t", "employment": "full_time", "language": "en", "openings": openings,
        "version": 1,
    }  # fmt: skip

    answer = desk.post(page(posting, "edit/"), typed)

    assert answer.status_code == 400
    assert said in answer.text
    posting.refresh_from_db()
    assert posting.openings == 1


def test_the_database_keeps_at_least_one_opening() -> None:
    posting = PostingFactory()

    with pytest.raises(IntegrityError, match="posting_has_openings"), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(openings=0)


# The parts


@pytest.mark.parametrize(
    ("tab", "typed", "sentence"),
    [
        ("texts", {"kind": "role", "body": ""}, "Write the text."),
        ("faq", {"question": "", "answer": "x"}, "Write the question."),
        ("questions", {"text": "Which?", "kind": MANY, "lines": "one"}, "at least two choices"),
        ("questions", {"text": "Which?", "kind": MANY, "lines": f"{'x' * 121}\ny"}, "under 120"),
        ("criteria", {"text": "", "weight": "required"}, "Write the criterion."),
        ("stages", {"kind": "screening", "name": "Offer"}, "Another stage has this name."),
        ("stages", {"kind": "received", "name": "Again"}, "one is enough"),
    ],
)
def test_a_part_that_cannot_be_is_refused_in_words(desk: Client, tab: str, typed: Any, sentence: str) -> None:
    posting = PostingFactory()

    answer = desk.post(page(posting, f"parts/{tab}/"), {**typed, "version": 1})

    assert sentence in answer.text
    assert Posting.objects.get(pk=posting.pk).version == 1


def test_a_question_with_choices_is_added_and_changed(desk: Client) -> None:
    posting = PostingFactory()
    typed = {"text": "Which?", "kind": MANY, "lines": "red\n\n blue \nred", "version": 1}
    desk.post(page(posting, "parts/questions/"), typed)
    question = posting.questions.get()
    assert question.choices == ["red", "blue"]

    desk.post(
        page(posting, f"parts/questions/{question.pk}/"),
        {"text": "Which one?", "kind": "yes_no", "lines": "red\nblue", "version": 2},
    )

    question.refresh_from_db()
    assert (question.text, question.kind, question.choices) == ("Which one?", "yes_no", [])


def test_parts_are_moved_and_removed(desk: Client) -> None:
    posting = PostingFactory()
    first, second = (
        Faq.objects.create(posting=posting, question=word, answer="x", position=n)
        for n, word in enumerate("AB")
    )

    desk.post(page(posting, f"parts/faq/{second.pk}/place/"), {"to": "up", "version": 1})
    assert [faq.question for faq in posting.faqs.all()] == ["B", "A"]

    desk.post(page(posting, f"parts/faq/{first.pk}/removal/"), {"version": 2})
    assert [faq.question for faq in posting.faqs.all()] == ["B"]


def test_a_stage_with_applications_says_why_it_stays(desk: Client) -> None:
    application = ApplicationFactory()
    stage = application.stage

    answer = desk.post(
        page(application.posting, f"parts/stages/{stage.pk}/removal/"), {"version": 1}, follow=True
    )

    assert "is in use" in answer.text
    assert Stage.objects.filter(pk=stage.pk).exists()


def test_a_part_of_another_posting_is_not_here(desk: Client) -> None:
    """S24: the id of a row is checked like the id of its posting."""
    section = SectionFactory()
    posting = PostingFactory()

    for path in ("", "removal/", "place/"):
        answer = desk.post(page(posting, f"parts/texts/{section.pk}/{path}"), {"version": 1})
        assert answer.status_code == 404
    assert Section.objects.filter(pk=section.pk).exists()
    assert desk.get(page(posting, "parts/people/")).status_code == 404
    assert desk.get(page(posting, "edit/people/")).status_code == 404


def test_the_team_is_chosen_from_those_who_work_on_postings(
    desk: Client, manager: Any, interviewer: Any
) -> None:
    posting = PostingFactory()
    text = desk.get(page(posting, "team/")).text
    assert "Mads Manager (hiring manager)" in text
    assert "Ines Interviewer" not in text

    desk.post(page(posting, "team/"), {"users": [manager.pk], "version": 1})
    desk.post(page(posting, "team/"), {"users": [interviewer.pk], "version": 2})

    assert list(posting.members.all()) == [manager]
    assert scopes.of(manager) == {"posting": [posting.pk]}


def test_a_row_says_what_its_name_does_not() -> None:
    question = Question(text="Why?", kind=Question.Kind.LONG_TEXT, is_required=True)

    assert in_brief(question) == "Long text, must be answered"
    assert in_brief(Stage(name="Screening", kind="screening")) == ""
    assert in_brief(Stage(name="First look", kind="screening")) == "Screening"
    assert in_brief(Criterion(text="Knows servers", weight="advantage")) == "An advantage"
    assert in_brief(Faq(question="Is it warm?")) == ""
