"""The editor of a posting: what is refused, in which words, and what comes back."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from audit.models import Entry
from mail import scopes
from postings import editing
from postings.forms.pages import PAGES
from postings.models import Faq, Posting, Question, Stage
from tests.factories import ApplicationFactory, PostingFactory, SectionFactory
from tests.postings.addresses import filled, page
from tests.postings.ready import ready
from tests.upgrades.page import Page

pytestmark = pytest.mark.django_db
MANY = Question.Kind.ONE_OF


def plain(html: str) -> str:
    return Page("", status=200, content=f"<main><i {html}</main>".encode(), kind="text/html").main.text


def test_of_two_editors_the_second_keeps_the_typed_text(desk: Client, admin: Any) -> None:
    """C12: the second is told who was first; nothing typed is lost, and saving again is possible."""
    posting = PostingFactory()
    editing.save(posting, {"category": "Theirs"}, version=1, by=admin)
    typed = {"asks_current_position": "required", "asks_motivation": "off", "version": 1}

    answer = desk.post(page(posting, "edit/questions/"), typed)

    assert answer.status_code == 409
    assert "Ada Admin changed this on" in answer.text
    assert '<option value="required" selected>' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert desk.post(page(posting, "edit/questions/"), {**typed, "version": 2}).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_version_that_is_none_is_refused(desk: Client, version: str) -> None:
    typed = {"asks_current_position": "off", "asks_motivation": "off", "version": version}

    assert desk.post(page(PostingFactory(), "edit/questions/"), typed).status_code == 400


def test_what_cannot_be_edited_is_ignored(desk: Client) -> None:
    """S25: state, version, slug of a published posting and the like are no fields."""
    posting = PostingFactory(slug="stays")
    typed = {
        "title": "T", "slug": "moved", "place": "P", "employment": "full_time", "language": "en",
        "state": "archived", "closed_at": "2020-01-01", "deadline_revision": 7, "id": 999, "version": 1,
        "openings": 1, "pay_currency": "DKK", "pay_period": "month", "adjustments_contact": "x",
    }  # fmt: skip

    desk.post(page(posting, "edit/position/"), typed)

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

    answer = desk.post(page(posting, "edit/dates/"), {**TIMES, **typed})

    assert answer.status_code == 400
    assert sentence in answer.text
    assert Posting.objects.values().get(pk=posting.pk) == before


@pytest.mark.parametrize(("which", "hour"), [("first", 0), ("second", 1)])
def test_a_time_that_comes_twice_is_chosen(desk: Client, which: str, hour: int) -> None:
    posting = PostingFactory(state="draft")
    typed = {**TIMES, "opens_on": "2026-10-25", "opens_time": "02:30"}
    assert "The second one" in desk.post(page(posting, "edit/dates/"), typed).text

    desk.post(page(posting, "edit/dates/"), {**typed, "which": which})

    posting.refresh_from_db()
    assert posting.opens_at is not None
    assert (posting.opens_at.hour, posting.opens_at.minute) == (hour, 30)


def test_a_pay_range_the_wrong_way_round_is_refused(desk: Client) -> None:
    typed = {"pay_from": 50, "pay_to": 40, "pay_currency": "DKK", "pay_period": "month", "version": 1}

    assert "below its lower end" in desk.post(page(PostingFactory(), "edit/position/"), typed).text


@pytest.mark.parametrize("slug", ["new", "taken"])
def test_an_address_that_is_taken_is_refused(desk: Client, slug: str) -> None:
    PostingFactory(slug="taken")
    posting = PostingFactory(state="draft")
    typed = {
        "title": "T", "slug": slug, "employment": "full_time", "language": "en", "openings": 1, "version": 1,
    }  # fmt: skip

    assert "Choose another one." in desk.post(page(posting, "edit/position/"), typed).text


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

    answer = desk.post(page(posting, "edit/position/"), typed)

    assert answer.status_code == 400
    assert said in answer.text
    posting.refresh_from_db()
    assert posting.openings == 1


def test_the_database_keeps_at_least_one_opening() -> None:
    posting = PostingFactory()

    with pytest.raises(IntegrityError, match="posting_has_openings"), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(openings=0)


# Rows


@pytest.mark.parametrize(
    ("name", "typed", "field", "sentence"),
    [
        ("texts", {"section-new-1-kind": "role"}, "section-new-1-body", "Write the text."),
        ("texts", {"faq-new-1-answer": "x"}, "faq-new-1-question", "Write the question."),
        (
            "questions",
            {"question-new-1-text": "Which?", "question-new-1-kind": MANY, "question-new-1-lines": "one"},
            "question-new-1-lines",
            "at least two choices",
        ),
        (
            "questions",
            {
                "question-new-1-text": "Which?",
                "question-new-1-kind": MANY,
                "question-new-1-lines": f"{'x' * 121}\ny",
            },
            "question-new-1-lines",
            "under 120",
        ),
        (
            "questions",
            {"criterion-new-1-weight": "advantage"},
            "criterion-new-1-text",
            "Write the criterion.",
        ),
        (
            "process",
            {"stage-new-1-kind": "screening", "stage-new-1-name": "Offer"},
            "stage-new-1-name",
            "Another stage has this name.",
        ),
        (
            "process",
            {"stage-new-1-kind": "received", "stage-new-1-name": "Again"},
            "stage-new-1-kind",
            "one is enough",
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused_at_its_field(
    desk: Client, name: str, typed: Any, field: str, sentence: str
) -> None:
    posting = PostingFactory()

    answer = desk.post(page(posting, f"edit/{name}/"), {**filled(desk, posting, name), **typed})

    assert answer.status_code == 400
    assert f'<a href="#id_{field}">' in answer.text
    assert sentence in answer.text.split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert Posting.objects.get(pk=posting.pk).version == 1


def test_a_question_with_choices_is_added_and_changed(desk: Client) -> None:
    posting = PostingFactory()
    typed = {"text": "Which?", "kind": MANY, "lines": "red\n\n blue \nred"}
    new = {f"question__new-1__{name}".replace("__", "-"): value for name, value in typed.items()}
    desk.post(page(posting, "edit/questions/"), {**filled(desk, posting, "questions"), **new})
    question = posting.questions.get()
    assert question.choices == ["red", "blue"]

    changed = {f"question-{question.pk}-text": "Which one?", f"question-{question.pk}-kind": "yes_no"}
    desk.post(page(posting, "edit/questions/"), {**filled(desk, posting, "questions"), **changed})

    question.refresh_from_db()
    assert (question.text, question.kind, question.choices) == ("Which one?", "yes_no", [])


def test_rows_are_moved_removed_and_added_with_one_save(desk: Client) -> None:
    posting = PostingFactory()
    first, second = (
        Faq.objects.create(posting=posting, question=word, answer="x", position=n)
        for n, word in enumerate("AB")
    )
    typed = {
        f"faq-{first.pk}-place": "2", f"faq-{second.pk}-place": "1",
        "faq-new-1-question": "C", "faq-new-1-answer": "x",
    }  # fmt: skip

    answer = desk.post(page(posting, "edit/texts/"), {**filled(desk, posting, "texts"), **typed})

    assert answer.url == page(posting, "edit/texts/")
    assert [faq.question for faq in posting.faqs.all()] == ["B", "A", "C"]
    gone = {f"faq-{second.pk}-remove": "on"}
    desk.post(page(posting, "edit/texts/"), {**filled(desk, posting, "texts"), **gone})
    assert [faq.question for faq in posting.faqs.all()] == ["A", "C"]


def test_a_stage_with_applications_says_at_its_tick_why_it_stays(desk: Client) -> None:
    application = ApplicationFactory()
    posting, stage = application.posting, application.stage
    typed = {**filled(desk, posting, "process"), f"stage-{stage.pk}-remove": "on"}

    answer = desk.post(page(posting, "edit/process/"), typed)

    assert answer.status_code == 409
    assert f'<a href="#id_stage-{stage.pk}-remove">' in answer.text
    assert "is in use" in answer.text
    assert Stage.objects.filter(pk=stage.pk).exists()


def test_of_a_removed_row_nothing_typed_is_lost(desk: Client, admin: Any) -> None:
    """C12: the second comes back with the conflict; sent again, it is made anew."""
    posting = PostingFactory()
    faq = Faq.objects.create(posting=posting, question="Is it warm?", answer="Yes.")
    typed = {**filled(desk, posting, "texts"), f"faq-{faq.pk}-answer": "Mostly, as I wrote at length."}
    editing.save(posting, parts=[editing.Part(Faq, [], [faq.pk])], version=1, by=admin)

    answer = desk.post(page(posting, "edit/texts/"), typed)

    assert answer.status_code == 409
    assert "Mostly, as I wrote at length." in answer.text
    assert desk.post(page(posting, "edit/texts/"), {**typed, "version": 2}).status_code == 302
    assert posting.faqs.get().answer == "Mostly, as I wrote at length."


def test_what_somebody_else_added_meanwhile_stands_on_the_page(desk: Client, admin: Any) -> None:
    posting = PostingFactory()
    typed = filled(desk, posting, "texts")
    added = editing.Part(Faq, [(None, {"question": "Is it dark?", "answer": "Yes."})])
    editing.save(posting, parts=[added], version=1, by=admin)

    answer = desk.post(page(posting, "edit/texts/"), typed)

    assert answer.status_code == 409
    assert 'value="Is it dark?"' in answer.text


def test_a_row_of_another_posting_stays_there(desk: Client) -> None:
    """S24: the number of a row is checked like the address of its posting."""
    section = SectionFactory(body="Theirs.")
    posting = PostingFactory()
    SectionFactory(posting=posting)
    foreign = {f"section-{section.pk}-kind": "team", f"section-{section.pk}-body": "Mine."}

    desk.post(page(posting, "edit/texts/"), {**filled(desk, posting, "texts"), **foreign})
    gone = {**foreign, f"section-{section.pk}-remove": "on"}
    desk.post(page(posting, "edit/texts/"), {**filled(desk, posting, "texts"), **gone})

    section.refresh_from_db()
    assert (section.body, section.posting_id == posting.pk) == ("Theirs.", False)
    assert [one.body for one in posting.sections.all()][1:] == ["Mine."]


# The pages


@pytest.mark.parametrize("path", ["edit/people/", "edit/", "parts/texts/", "team/"])
def test_there_are_no_other_pages(desk: Client, path: str) -> None:
    assert desk.get(page(PostingFactory(), path)).status_code == 404


@pytest.mark.parametrize(
    ("name", "following"),
    [("position", "edit/dates/"), ("texts", "edit/questions/"), ("process", "")],
)
def test_one_saves_and_goes_on_to_the_next_page(desk: Client, name: str, following: str) -> None:
    posting = PostingFactory()
    typed = filled(desk, posting, name)

    stays = desk.post(page(posting, f"edit/{name}/"), typed)
    goes = desk.post(page(posting, f"edit/{name}/"), {**filled(desk, posting, name), "to": "next"})

    assert (stays.url, goes.url) == (page(posting, f"edit/{name}/"), page(posting, following))


def test_saving_what_stands_there_changes_nothing_but_the_version(desk: Client, recruiter: Any) -> None:
    posting = PostingFactory(opens_at=datetime(2026, 1, 1, tzinfo=UTC))
    SectionFactory(posting=posting)
    Question.objects.create(posting=posting, text="Which?", kind=MANY, choices=["red", "blue"])
    before = [list(rows.values()) for rows in (posting.sections, posting.questions, posting.stages)]

    for name in PAGES:
        assert desk.post(page(posting, f"edit/{name}/"), filled(desk, posting, name)).status_code == 302

    assert [list(rows.values()) for rows in (posting.sections, posting.questions, posting.stages)] == before
    assert {str(entry.data) for entry in Entry.objects.filter(action="posting.changed")} == {"{'fields': []}"}


def test_the_navigation_says_what_each_page_lacks(desk: Client) -> None:
    posting = PostingFactory(state="draft", deadline=None, adjustments_contact="", place="")

    text = desk.get(page(posting, "edit/texts/")).text

    nav = plain(text.split('<nav class="editor-pages"')[1].split("</nav>")[0])
    assert nav == (
        "Overview Position 2 missing Dates 1 missing Texts 1 missing Questions and criteria 1 to think over "
        "Stages and team 1 to think over"
    )
    assert 'aria-current="page"' in text


def test_a_page_that_lacks_nothing_is_done(desk: Client, manager: Any) -> None:
    text = desk.get(page(ready(manager), "edit/texts/")).text

    assert plain(text.split('<nav class="editor-pages"')[1].split("</nav>")[0]).count("done") == 5


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_for_any_number_of_rows(
    desk: Client, django_assert_num_queries: Any, rows: int
) -> None:
    posting = PostingFactory()
    SectionFactory.create_batch(rows, posting=posting)

    # session, user, organisation, posting; texts, stages, criteria, team that it lacks; its texts and
    # frequent questions; letters
    with django_assert_num_queries(11):
        desk.get(page(posting, "edit/texts/"))


def test_the_navigation_stands_behind_the_form(desk: Client) -> None:
    """Who comes by keyboard is at the first field after a few stops."""
    text = desk.get(page(PostingFactory(), "edit/dates/")).text
    work = text.split('<main id="main"')[1]

    before = work.split('name="opens_on"')[0]
    assert len(re.findall(r"<a |<button|<summary|<select|<input (?!type=\"hidden\")", before)) <= 5


# The team


def test_the_team_is_chosen_from_those_who_work_on_postings(
    desk: Client, manager: Any, interviewer: Any
) -> None:
    posting = PostingFactory()
    text = desk.get(page(posting, "edit/process/")).text
    assert "Mads Manager (hiring manager)" in text
    assert "Ines Interviewer" not in text

    for somebody in (manager, interviewer):
        typed = filled(desk, posting, "process", users=[somebody.pk])
        desk.post(page(posting, "edit/process/"), typed)

    assert list(posting.members.all()) == [manager]
    assert scopes.of(manager) == {"posting": [posting.pk]}
