"""One draft in two browsers: the older page overwrites nothing in silence and loses nothing."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from applications.models import Draft
from files.models import StoredFile
from postings.models import Posting
from tests.applications.applying import applying
from tests.applications.applying.answers import text
from tests.factories import PostingFactory, QuestionFactory
from tests.races import race
from tests.without import without_locks

pytestmark = pytest.mark.django_db
STALE = "This step was saved from another page or device since you opened this one."


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it")


@pytest.fixture
def other(client: Client, posting: Posting) -> Client:
    """Another browser that holds the draft of `client`."""
    applying.details(client, posting)
    other = Client()
    other.cookies["drafts"] = client.cookies["drafts"].value
    return other


def version(page: HttpResponse) -> str:
    found = re.search(r'name="version" value="([^"]*)"', text(page))
    assert found
    return found.group(1)


def opened(client: Client, posting: Posting, step: str = "background") -> str:
    return version(client.get(applying.url(posting, step)))


def test_the_older_page_gets_its_text_back_beside_what_was_saved(
    client: Client, other: Client, posting: Posting
) -> None:
    first, second = opened(client, posting), opened(other, posting)
    assert applying.background(other, posting, motivation="From B.", version=second).status_code == 302

    answer = applying.background(client, posting, motivation="From A.", version=first)

    assert answer.status_code == 409
    page = text(answer)
    assert STALE in page
    assert "Send it again, and it takes the place of this." in page
    assert page.index("From B.") < page.index("From A.</textarea>")
    assert Draft.objects.get().motivation == "From B."
    again = applying.background(client, posting, motivation="From A.", version=version(answer))
    assert again.status_code == 302
    assert Draft.objects.get().motivation == "From A."


def test_a_third_save_is_not_overwritten_by_the_answer_to_the_second(
    client: Client, other: Client, posting: Posting
) -> None:
    first = opened(client, posting)
    applying.background(other, posting, motivation="From B.")
    answer = applying.background(client, posting, motivation="From A.", version=first)
    applying.background(other, posting, motivation="From B once more.")

    answer = applying.background(client, posting, motivation="From A.", version=version(answer))
    assert answer.status_code == 409
    assert "From B once more." in text(answer)


@pytest.mark.usefixtures("other")
def test_a_second_press_of_one_form_is_no_conflict(client: Client, posting: Posting) -> None:
    for step in ("", "background", "cv"):
        made_from = opened(client, posting, step)
        typed = {"": applying.DETAILS | {"name": "Amina E. Example"}, "background": {"motivation": "Me."}}
        for _ in range(3):
            sent = typed.get(step) or {"cv": applying.cv()}
            answer = client.post(applying.url(posting, step), {**sent, "version": made_from})
            assert answer.status_code == 302, step


def test_what_was_saved_in_another_step_is_no_conflict(
    client: Client, other: Client, posting: Posting
) -> None:
    made_from = opened(client, posting)
    applying.details(other, posting, name="Amina E. Example")
    applying.give_cv(other, posting)

    assert applying.background(client, posting, version=made_from).status_code == 302
    draft = Draft.objects.get()
    assert (draft.name, draft.motivation) == ("Amina E. Example", "I like servers.")
    assert draft.cv is not None


def test_a_question_that_was_added_meanwhile_is_no_conflict(
    client: Client, other: Client, posting: Posting
) -> None:
    made_from = opened(client, posting)
    question = QuestionFactory(posting=posting)

    answer = applying.background(client, posting, version=made_from, **{f"question_{question.pk}": "Yes."})
    assert answer.status_code == 302


@pytest.mark.parametrize("fields", [{}, {"version": ""}])
def test_a_form_that_cannot_say_what_it_was_made_from_is_not_stale(
    client: Client, other: Client, posting: Posting, fields: dict[str, str]
) -> None:
    applying.background(other, posting, motivation="From B.")

    assert applying.background(client, posting, motivation="From A.", **fields).status_code == 302
    assert Draft.objects.get().motivation == "From A."


def test_a_version_that_no_page_of_ours_says_is_asked_about(
    client: Client, other: Client, posting: Posting
) -> None:
    """As of a page that was open while the system was upgraded."""
    applying.background(other, posting, motivation="From B.")

    assert applying.background(client, posting, motivation="From A.", version="4f5e" * 8).status_code == 400
    assert Draft.objects.get().motivation == "From B."


def test_a_first_page_filled_in_from_an_earlier_draft_is_not_stale(client: Client, posting: Posting) -> None:
    applying.details(client, posting)
    trainee = PostingFactory(slug="trainee")

    made_from = opened(client, trainee, "")
    assert applying.details(client, trainee, name="Amina E. Example", version=made_from).status_code == 302


def test_a_form_that_comes_back_with_errors_is_as_old_as_before(
    client: Client, other: Client, posting: Posting
) -> None:
    made_from = opened(client, posting)
    applying.background(other, posting, motivation="From B.")

    answer = applying.background(client, posting, motivation="x" * 10_001, version=made_from)
    assert answer.status_code == 400
    assert version(answer) == made_from
    assert applying.background(client, posting, motivation="A.", version=version(answer)).status_code == 409


def test_leaving_with_an_older_page_saves_nothing_and_sends_no_link(
    client: Client, other: Client, posting: Posting
) -> None:
    made_from = opened(client, posting)
    applying.background(other, posting, motivation="From B.")

    answer = applying.background(client, posting, motivation="From A.", version=made_from, leave="yes")
    assert answer.status_code == 409
    assert Draft.objects.get().motivation == "From B."
    assert not Draft.objects.get().has_link


def test_a_cv_given_elsewhere_is_named_before_it_is_replaced(
    client: Client, other: Client, posting: Posting
) -> None:
    made_from = opened(client, posting, "cv")
    applying.give_cv(other, posting, applying.cv(shown="from-b.pdf"))
    mine: dict[str, Any] = {"cv": applying.cv("s05_exempli_plain.docx", shown="from-a.docx")}

    answer = client.post(applying.url(posting, "cv"), {**mine, "version": made_from})
    assert answer.status_code == 409
    assert "from-b.pdf" in text(answer)
    assert "Choose the file again" in text(answer)
    assert [kept.name for kept in StoredFile.objects.all()] == ["from-b.pdf"]
    again: dict[str, Any] = {"cv": applying.cv("s05_exempli_plain.docx", shown="from-a.docx")}
    assert client.post(applying.url(posting, "cv"), {**again, "version": version(answer)}).status_code == 302
    assert [kept.name for kept in StoredFile.objects.all()] == ["from-a.docx"]


def test_what_was_sent_elsewhere_is_not_said_to_be_sent_from_here(
    client: Client, other: Client, posting: Posting
) -> None:
    applying.apply(other, posting)

    page = text(client.get(applying.url(posting)))
    assert "The draft that was open in this browser has been sent as an application" in page
    receipt = re.search(r'href="([^"]+)">see its receipt', page)
    assert receipt
    assert client.get(receipt.group(1)).status_code == 200


def eight_save_at_once() -> list[int]:
    """Eight browsers with one draft, each on the same Background, each with a text of its own."""
    client, posting = Client(), PostingFactory()
    applying.details(client, posting)
    made_from = opened(client, posting)
    browsers = [Client() for _ in range(8)]
    for browser in browsers:
        browser.cookies["drafts"] = client.cookies["drafts"].value

    def save(_: int, number: int) -> int:
        typed = {"motivation": f"From {number}.", "version": made_from}
        return applying.background(browsers[number], posting, **typed).status_code

    return sorted(race(save)[0])


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_save_at_once_one_is_saved_and_seven_are_asked() -> None:
    assert eight_save_at_once() == [302, *[409] * 7]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_overwrite_each_other() -> None:
    """The twin: what the draft's lock is for."""
    with without_locks(Draft, readers=8):
        assert eight_save_at_once() == [302] * 8
