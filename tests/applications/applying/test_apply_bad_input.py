"""Bad input: a clear sentence at the field, everything else kept, never a 500 and never a lost answer."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone

from applications.applying.views import TOO_MANY_FILES
from applications.models import Application, Draft
from core.words import moment_in_words
from postings.models import Posting, Question
from tests.applications.applying import applying
from tests.applications.applying.answers import error_at, text
from tests.factories import PostingFactory, QuestionFactory

pytestmark = pytest.mark.django_db
LONG = "x" * 50_000


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it", asks_motivation="required")


DETAILS = [
    ("name", "", "Write your name."),
    ("name", "   ", "Write your name."),
    ("name", "\u200b\u2060", "Write your name."),
    ("name", "N" * 300, "This is 300 characters long; 120 fit. Shorten it."),
    ("name", "N" * 121, "This is 121 characters long; 120 fit. Shorten it."),
    ("name", "A\x00B", "There is a hidden character in this text (a NUL)."),
    ("name", "A\ufffdB", "There is a character in this text that arrived broken"),
    ("name", LONG, "This is 50,000 characters long; 120 fit."),
    ("email", "", "Write your e-mail address."),
    ("email", "amina", "Enter an e-mail address, such as name@example.com."),
    ("email", "a@example.com\nBcc: b@example.com", "The address has a line break"),
    ("email", "a@example.com\r\n", "The address has a line break"),
    ("email", "a@example.com, b@example.com", "Enter one e-mail address"),
    ("email", "a\x00@example.com", "hidden character"),
    ("email", "-oQ/tmp@example.com", "not one that mail can be sent to"),
    ("email", "a@[127.0.0.1]", "not with numbers in brackets"),
    ("email", f"{LONG}@example.com", "longer than an e-mail address can be"),
    ("phone", "call me", "Write a phone number"),
    ("phone", "1" * 41, "41 characters long; 40 fit"),
    ("phone", LONG, "40 fit"),
]


@pytest.mark.parametrize(("field", "value", "sentence"), DETAILS)
def test_details_say_what_is_wrong_and_keep_the_rest(
    client: Client, posting: Posting, field: str, value: str, sentence: str
) -> None:
    """S47, S48, S57, S60."""
    answer = applying.details(client, posting, **{field: value})

    assert answer.status_code == 400
    assert sentence in error_at(answer, field)
    page = text(answer)
    assert "<title>Error: " in re.sub(r"\s*(<title>)\s*", r"\1", page)
    for other, kept in applying.DETAILS.items():
        assert other == field or f'value="{kept}"' in page
    assert not Draft.objects.exists()


def test_a_name_of_120_characters_fits(client: Client, posting: Posting) -> None:
    assert applying.details(client, posting, name="N" * 120).status_code == 302


@pytest.mark.parametrize(
    "address",
    ["søren@københavn.dk", "Amina@Example.COM", " a@example.com ", "a+b@example.com", "a@københavn.dk"],
)
def test_addresses_that_people_have(client: Client, posting: Posting, address: str) -> None:
    answer = applying.details(client, posting, email=address)

    assert answer.status_code == (400 if address.startswith("s") else 302)


def test_a_field_that_does_not_exist_changes_nothing(client: Client, posting: Posting) -> None:
    answer = applying.details(
        client,
        posting,
        stage="offer",
        is_admin="1",
        application="1",
        submitted_at="2020-01-01",
        question_1="x",
    )

    assert answer.status_code == 302
    assert Draft.objects.get().submitted_at is None


BACKGROUND = [
    ("motivation", "", "Say in a few sentences why you are applying."),
    ("motivation", "x" * 10_001, "This is 10,001 characters long; 10,000 fit."),
    ("motivation", "a\x00b", "hidden character"),
    ("motivation", "a\ufffdb", "arrived broken"),
    ("motivation", LONG, "10,000 fit"),
    ("current_position", "x" * 201, "200 fit"),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BACKGROUND)
def test_background_says_what_is_wrong_and_keeps_the_rest(
    client: Client, posting: Posting, field: str, value: str, sentence: str
) -> None:
    applying.details(client, posting)
    typed = {"motivation": "I like servers.", "current_position": "Head of servers", field: value}

    answer = applying.background(client, posting, **typed)
    assert answer.status_code == 400
    assert sentence in error_at(answer, field)
    assert ("Head of servers" if field == "motivation" else "I like servers.") in text(answer)


def test_a_page_that_was_refused_says_that_it_is_not_saved(client: Client, posting: Posting) -> None:
    """And a page that was not says with whom, and on which day, in the time of the posting."""
    not_saved = "What stands on this page now is not saved yet."
    answer = applying.details(client, posting, name="")
    assert not_saved in text(answer)
    assert "We last saved" not in text(answer)

    applying.details(client, posting)
    when = moment_in_words(Draft.objects.get().saved_at, posting.time_zone)
    answer = applying.background(client, posting, motivation="")
    assert f"{not_saved} We last saved your draft on {when}." in text(answer)
    page = text(client.get(applying.url(posting, "background")))
    assert f"Saved with us on {when}. This browser opens it again." in page
    assert not_saved not in page


QUESTIONS = [
    (Question.Kind.NUMBER, "many", "Write a number with digits only"),
    (Question.Kind.NUMBER, "9" * 30, "20 fit"),
    (Question.Kind.NUMBER, "-3", "Write 0 or more, with digits only, such as 8 or 2.5."),
    (Question.Kind.NUMBER, "\u2212 0.5", "Write 0 or more, with digits only, such as 8 or 2.5."),
    (Question.Kind.YES_NO, "perhaps", "Choose one of the answers below."),
    (Question.Kind.ONE_OF, "Atlantis", "Choose one of the answers below."),
    (Question.Kind.SHORT_TEXT, "x" * 301, "300 fit"),
    (Question.Kind.LONG_TEXT, "x" * 10_001, "10,000 fit"),
    (Question.Kind.SHORT_TEXT, "", "Answer this: "),
    (Question.Kind.ONE_OF, "", "Choose an answer: "),
]


@pytest.mark.parametrize(("kind", "value", "sentence"), QUESTIONS)
def test_questions_say_what_is_wrong(
    client: Client, posting: Posting, kind: str, value: str, sentence: str
) -> None:
    question = QuestionFactory(
        posting=posting, kind=kind, choices=["Kalundborg", "Elsewhere"], is_required=True
    )
    applying.details(client, posting)

    answer = applying.background(client, posting, **{f"question_{question.pk}": value})
    assert answer.status_code == 400
    assert sentence in text(answer)
    assert "I like servers." in text(answer)


FILES = [
    (b"", "cv.pdf", "This file is empty."),
    (b"MZ\x90\x00 a program", "cv.exe", "This is a program."),
    (b"hello", "cv.pdf", "This file"),
    (b"hello", "cv.txt", "This is a plain text file."),
    (b"hello", "cv", "This kind of file cannot be read here."),
]


@pytest.mark.parametrize(("content", "name", "sentence"), FILES)
def test_a_file_that_is_none_is_refused_at_its_field(
    client: Client, posting: Posting, content: bytes, name: str, sentence: str
) -> None:
    applying.details(client, posting)
    applying.background(client, posting)

    answer = applying.give_cv(client, posting, SimpleUploadedFile(name, content))
    assert answer.status_code == 400
    assert sentence in error_at(answer, "cv")
    draft = Draft.objects.get()
    assert (draft.cv, draft.motivation) == (None, "I like servers.")


def test_no_file_is_said_at_the_field(client: Client, posting: Posting) -> None:
    applying.details(client, posting)

    answer = client.post(applying.url(posting, "cv"), {})
    assert "Choose your CV: a PDF, DOCX or ODT file." in error_at(answer, "cv")


def test_eleven_megabytes_are_too_much(client: Client, posting: Posting) -> None:
    applying.details(client, posting)
    big = BytesIO(b"%PDF-1.7\n" + b"0" * (11 * 1024 * 1024))
    big.name = "cv.pdf"

    answer = client.post(applying.url(posting, "cv"), {"cv": big})
    assert answer.status_code == 400
    assert "the limit is 10 MB" in error_at(answer, "cv")


def test_a_refused_file_leaves_the_one_before_it(client: Client, posting: Posting) -> None:
    applying.fill_in(client, posting)
    before = Draft.objects.get().cv_id

    applying.give_cv(client, posting, SimpleUploadedFile("cv.pdf", b"no"))
    assert Draft.objects.get().cv_id == before


def test_the_eleventh_upload_of_an_hour_is_too_many(client: Client, posting: Posting) -> None:
    """S41: 429 at the field, with everything kept."""
    applying.details(client, posting)
    for _ in range(10):
        applying.give_cv(client, posting, SimpleUploadedFile("cv.pdf", b"no"))

    answer = applying.give_cv(client, posting)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert "Wait an hour" in error_at(answer, "cv")
    assert Draft.objects.get().name == "Amina Example"


@override_settings(UPLOADS_PER_HOUR=2)
def test_uploads_from_one_address_are_limited_whatever_is_forged(client: Client, posting: Posting) -> None:
    for number in range(3):
        answer = Client().post(
            applying.url(posting, "cv"),
            {"cv": SimpleUploadedFile("cv.pdf", b"no")},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )

    assert answer.status_code == 429


@override_settings(UPLOADS_PER_HOUR=0)
def test_nought_uploads_an_hour_lifts_the_limit_of_a_draft_too(client: Client, posting: Posting) -> None:
    applying.details(client, posting)
    answers = [applying.give_cv(client, posting, SimpleUploadedFile("cv.pdf", b"no")) for _ in range(12)]

    assert {answer.status_code for answer in answers} == {400}


@override_settings(UPLOADS_PER_HOUR=1)
@pytest.mark.parametrize("content", [b"", b"0" * (10 * 1024 * 1024 + 1)], ids=["empty", "too big"])
def test_one_file_too_many_is_told_so_and_nothing_else(
    client: Client, posting: Posting, content: bytes
) -> None:
    applying.details(client, posting)
    for _ in range(2):
        answer = applying.give_cv(client, posting, SimpleUploadedFile("cv.pdf", content))

    assert answer.status_code == 429
    assert error_at(answer, "cv") == TOO_MANY_FILES


@override_settings(UPLOADS_PER_HOUR=1)
def test_a_file_sent_to_a_step_that_takes_none_is_left_out(client: Client, posting: Posting) -> None:
    sent = {**applying.DETAILS, "cv": SimpleUploadedFile("cv.pdf", b"no")}

    assert [client.post(applying.url(posting), sent).status_code for _ in range(3)] == [302] * 3


def close(posting: Posting) -> None:
    Posting.objects.filter(pk=posting.pk).update(closed_at=TransactionNow() - timedelta(seconds=1))


def test_a_deadline_that_passes_keeps_the_text_to_copy(client: Client, posting: Posting) -> None:
    applying.details(client, posting)
    close(posting)

    answer = applying.background(client, posting, motivation="A long story\nof two lines.")
    assert answer.status_code == 409
    page = text(answer)
    assert "have closed" in page
    assert "A long story\nof two lines." in page
    assert "amina@example.com" in page
    assert "This position was closed on" in page
    assert "By our clock this arrived on" in page


def test_to_look_at_a_closed_posting_s_form_is_not_to_be_late(client: Client, posting: Posting) -> None:
    close(posting)

    page = text(client.get(applying.url(posting, "")))

    assert "This position was closed on" in page
    assert "By our clock this arrived" not in page


def test_a_deadline_that_passes_before_sending_keeps_everything(client: Client, posting: Posting) -> None:
    applying.fill_in(client, posting)
    pk = applying.draft_shown(client, posting)
    close(posting)

    answer = client.post(applying.url(posting, "review"), {"draft": pk})
    assert answer.status_code == 409
    for kept in ["Amina Example", "I like servers.", "cv.pdf", "This position was closed on"]:
        assert kept in text(answer)
    assert not Application.objects.exists()
    assert client.get(applying.url(posting)).status_code == 200


def test_the_page_names_the_deadline_that_was_used(client: Client, posting: Posting) -> None:
    applying.details(client, posting)
    day = timezone.now().date() - timedelta(days=2)
    Posting.objects.update(deadline=day, opens_at=timezone.now() - timedelta(days=9))

    sentence = text(applying.background(client, posting))
    assert f"The deadline was {day:%A} {day.day} {day:%B %Y}, end of day (Copenhagen)." in sentence


def test_a_second_press_leads_to_the_same_receipt(client: Client, posting: Posting) -> None:
    applying.fill_in(client, posting)
    pk = applying.draft_shown(client, posting)
    answers = [client.post(applying.url(posting, "review"), {"draft": pk}) for _ in range(3)]

    assert len({answer["Location"] for answer in answers}) == 1
    assert Application.objects.count() == 1
    close(posting)
    assert client.post(applying.url(posting, "review"), {"draft": pk})["Location"] == answers[0]["Location"]


@pytest.mark.parametrize("value", ["", "0", "abc", "9" * 30, "1 OR 1=1", "\x00"])
def test_a_submit_token_that_is_none_leads_back(client: Client, posting: Posting, value: str) -> None:
    applying.fill_in(client, posting)

    answer = client.post(applying.url(posting, "review"), {"draft": value})
    assert answer.status_code == 302
    assert not Application.objects.exists()


@pytest.mark.parametrize("cookie", ["", "x", "W10:abc:def", "a" * 4000])
def test_a_tampered_cookie_holds_nothing(client: Client, posting: Posting, cookie: str) -> None:
    applying.details(client, posting)
    client.cookies["drafts"] = cookie

    assert "amina@example.com" not in text(client.get(applying.url(posting)))


def strict(posting: Posting) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.get(applying.url(posting))
    return client


@pytest.mark.parametrize(
    ("step", "typed", "kept"),
    [
        ("", applying.DETAILS, "amina@example.com"),
        ("background", {"motivation": "I like servers."}, "I like servers."),
        ("cv", {}, "Your CV"),
    ],
)
def test_a_refused_token_gives_the_filled_form_back(
    posting: Posting, step: str, typed: dict[str, Any], kept: str
) -> None:
    """V9, and nothing typed is lost: the form comes back with a fresh token that works."""
    client = strict(posting)

    answer = client.post(applying.url(posting, step), {**typed, "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert kept in text(answer)
    assert "send it again" in text(answer)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text(answer))
    assert token
    assert not Draft.objects.exists()
    again = client.post(applying.url(posting, step), {**typed, "csrfmiddlewaretoken": token.group(1)})
    assert again.status_code == (302 if step != "cv" else 400)


def test_a_refused_token_at_the_end_sends_nothing(posting: Posting) -> None:
    client = Client()
    applying.fill_in(client, posting)
    pk = applying.draft_shown(client, posting)
    checked = Client(enforce_csrf_checks=True)
    checked.cookies = client.cookies

    answer = checked.post(applying.url(posting, "review"), {"draft": pk})
    assert answer.status_code == 403
    assert "Send the application" in text(answer)
    assert not Application.objects.exists()


def test_a_lost_cookie_loses_no_text(client: Client, posting: Posting) -> None:
    """The browser forgot which draft was its own: what it sends is kept, and asked to be completed."""
    answer = applying.background(client, posting, motivation="Typed with care.")

    assert answer["Location"] == applying.url(posting)
    assert Draft.objects.get().motivation == "Typed with care."
