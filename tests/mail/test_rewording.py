"""`/desk/settings/letters/`: what administrators may change, and what is refused."""

from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from mail import kinds, rendering, rewording
from mail.models import Letter
from tests.mail.desk import POLICY, at_desk
from tests.mail.kinds import RESEND, queued
from tests.mail.texts import REFUSED
from tests.sending import send, version_at

PAGE = "/desk/settings/letters/test_resend/"
NEW = {"subject": "Hello {name}", "body": "Other words.\r\n\r\nGo on: {link}"}


TEXT = {"subject": "Hi {name}", "body": "Go on: {link}"}


@pytest.fixture
def desk(admin: Any) -> Client:
    return at_desk(admin)


def test_the_list_names_every_kind(desk: Client) -> None:
    page = desk.get("/desk/settings/letters/").content.decode()

    assert "Test letter test_resend" in page
    assert "as it came" in page


def test_a_changed_letter_is_what_is_written_from_then_on(desk: Client, admin: Any) -> None:
    before = queued("before")

    assert send(desk, PAGE, NEW).status_code == 302

    after = queued("after")
    before.refresh_from_db()
    assert (before.subject, after.subject) == ("A letter for Amina Example", "Hello Amina Example")
    assert after.text.startswith("Other words.\n\nGo on: http://localhost:8000/my/")
    assert Letter.objects.get().changed_by == admin
    assert list(Entry.objects.values_list("action", flat=True)) == ["letter.changed"]


@pytest.mark.parametrize("text", [text for text in REFUSED if "\x00" not in text])
@pytest.mark.parametrize("field", ["subject", "body"])
def test_what_could_do_more_than_fill_in_is_refused(desk: Client, field: str, text: str) -> None:
    """S46, V23"""
    response = desk.post(PAGE, {**NEW, field: text})

    assert response.status_code == 400
    assert response.context["form"].errors[field]
    assert not Letter.objects.exists()


def test_a_required_placeholder_must_stay(desk: Client) -> None:
    response = desk.post("/desk/settings/letters/test_secret/", {"subject": "Hi", "body": "No way in."})

    assert "link" in response.context["form"].errors["body"][0]


def test_what_is_missing_is_said_in_plain_words(desk: Client) -> None:
    response = desk.post(PAGE, {"subject": "", "body": ""})

    assert response.context["form"].errors == {
        "subject": ["Subject is missing."],
        "body": ["Text is missing."],
    }
    assert "<title>Error: Letter: " in response.content.decode()


def test_preview_saves_nothing(desk: Client) -> None:
    response = send(desk, PAGE, {**NEW, "preview": "1"})

    page = response.content.decode()
    assert "Hello Amina Example" in page
    assert "Not saved yet" in page
    assert not Letter.objects.exists()


def test_the_preview_stands_in_a_box(desk: Client) -> None:
    """S14"""
    response = desk.get(f"{PAGE}html/")

    assert response["Content-Security-Policy"] == POLICY
    assert "Amina Example" in response.content.decode()


def test_back_to_the_default(desk: Client) -> None:
    send(desk, PAGE, NEW)
    version = {"version": version_at(desk, PAGE)}

    desk.post(f"{PAGE}defaults/", version)
    desk.post(f"{PAGE}defaults/", version)

    assert not Letter.objects.exists()
    assert queued().subject == "A letter for Amina Example"
    assert Entry.objects.filter(action="letter.back_to_default").count() == 1


def test_a_change_from_an_older_page_is_refused_and_kept(desk: Client, recruiter: Any) -> None:
    """Rule 8: the first change of a kind too, of which there is no row yet."""
    older = version_at(desk, PAGE)
    rewording.change(
        RESEND, **TEXT, by=recruiter, version=rewording.version(RESEND, language="en"), language="en"
    )

    answer = desk.post(PAGE, {**NEW, "version": older})

    assert answer.status_code == 409
    assert "Rita Recruiter changed this on" in answer.text
    assert "Other words." in answer.text
    assert '<dd class="typed-text">Hi {name}</dd>' in answer.text
    assert Letter.objects.get().subject == "Hi {name}"
    assert desk.post(f"{PAGE}defaults/", {"version": older}).status_code == 409
    assert send(desk, PAGE, NEW).status_code == 302


def test_a_refused_first_change_leaves_the_words_it_came_with(desk: Client) -> None:
    assert desk.post(PAGE, {**NEW, "version": "1"}).status_code == 409

    assert not Letter.objects.exists()


def test_the_verb_checks_too(admin: Any) -> None:
    with pytest.raises(Exception, match="placeholder"):
        rewording.change(RESEND, subject="{x}", body="x", by=admin, version=0, language="en")


@pytest.mark.parametrize("address", ["/desk/settings/letters/", PAGE, f"{PAGE}html/"])
def test_others_may_not(recruiter: Any, manager: Any, interviewer: Any, address: str) -> None:
    for user in (recruiter, manager, interviewer):
        assert at_desk(user).get(address).status_code == 403


def test_others_may_not_change(recruiter: Any) -> None:
    client = at_desk(recruiter)

    assert client.post(PAGE, NEW).status_code == 403
    assert client.post(f"{PAGE}defaults/").status_code == 403
    assert not Letter.objects.exists()


def test_a_kind_that_is_not_there(desk: Client) -> None:
    assert desk.get("/desk/settings/letters/nothing/").status_code == 404


def test_get_on_a_verb_is_refused(desk: Client) -> None:
    assert desk.get(f"{PAGE}defaults/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(
    desk: Client, admin: Any, number: int, django_assert_num_queries: Any
) -> None:
    for code in ("test_resend", "test_wait", "test_secret")[:number]:
        Letter.objects.create(kind=code, subject="x", body="{link}", changed_by=admin)
    desk.get("/desk/settings/letters/")

    with django_assert_num_queries(5):
        desk.get("/desk/settings/letters/")


def test_each_language_has_words_of_its_own(desk: Client) -> None:
    """A change of one leaves the other, and a mail takes that of its receiver."""
    page = "/desk/settings/letters/withdrawn/"
    danish = {"subject": "Farvel, {name}", "body": "Tak for interessen i {posting}."}

    assert send(desk, f"{page}?language=da", danish).headers["Location"] == f"{page}?language=da#words"

    kind = kinds.get("withdrawn")
    assert rendering.letter(kind, "da") == ("Farvel, {name}", "Tak for interessen i {posting}.")
    assert rendering.letter(kind, "en") == rendering.default(kind, "en")
    assert Letter.objects.get().language == "da"


def test_the_page_shows_both_and_takes_the_readers_language_first(desk: Client, admin: Any) -> None:
    page = "/desk/settings/letters/rejection/"

    english, danish = desk.get(page).text, desk.get(page, {"language": "da"}).text
    admin.language = "da"
    admin.save()

    assert "Dear {name}" in english
    assert "Kære Amina " in english  # below, as it looks in the other language
    assert "Kære {name}" in danish
    assert "Dear Amina " in danish
    assert "Kære {name}" in desk.get(page).text


def test_going_back_is_for_one_language(desk: Client) -> None:
    page = "/desk/settings/letters/withdrawn/"
    for language in ("en", "da"):
        send(desk, f"{page}?language={language}", {"subject": language, "body": "{posting}"})

    version = version_at(desk, f"{page}?language=da")
    response = desk.post(f"{page}defaults/?language=da", {"version": version})

    assert response.headers["Location"] == f"{page}?language=da#words"
    assert [letter.language for letter in Letter.objects.all()] == ["en"]


def test_the_picture_of_a_letter_is_in_its_language(desk: Client) -> None:
    page = desk.get("/desk/settings/letters/rejection/html/", {"language": "da"}).text

    assert '<html lang="da"' in page
    assert "IT-driftschef" in page
