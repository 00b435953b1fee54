"""Who sees which language, and that no cache and no switch gives away the wrong one."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import translation

from accounts.models import Organisation, User
from applications.applying import applicant_session
from applications.applying.draft_cookie import COOKIE as DRAFTS
from applications.applying.draft_cookie import SALT
from postings.models import Posting
from tests.factories import ApplicationFactory, DraftFactory, PostingFactory

pytestmark = pytest.mark.django_db
CHOICE = settings.LANGUAGE_COOKIE_NAME
BOARD, APPLY, MY, SIGN_IN = "/jobs/", "/jobs/ledig/apply/", "/my/", "/accounts/login/"
ADVERT, ENGLISH_ADVERT = "/jobs/ledig/", "/jobs/open/"


@pytest.fixture(autouse=True)
def _postings(db: None) -> None:
    PostingFactory(slug="ledig", title="Driftschef", language="da")
    PostingFactory(slug="open", title="Head of Operations", language="en")


def speak(language: str) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"language": language})


def language_of(response: Any) -> str:
    [language] = re.findall(r'<html lang="(\w\w)"', response.text)
    assert response["Content-Language"] == language
    return str(language)


@pytest.mark.parametrize(
    "path, organisation, cookie, asked, seen",
    [
        # the list and the ways in speak as the organisation does, a posting as it is written
        (BOARD, "en", "", "", "en"),
        (BOARD, "da", "", "", "da"),
        (MY, "da", "", "", "da"),
        (SIGN_IN, "da", "", "", "da"),
        (ADVERT, "en", "", "", "da"),
        (APPLY, "en", "", "", "da"),
        (ENGLISH_ADVERT, "da", "", "", "en"),
        # whoever chose once reads that everywhere
        (BOARD, "en", "da", "", "da"),
        (ADVERT, "en", "en", "", "en"),
        (APPLY, "en", "en", "", "en"),
        (MY, "en", "da", "", "da"),
        (SIGN_IN, "en", "da", "", "da"),
        # and the address wins
        (BOARD, "da", "da", "en", "en"),
        (ADVERT, "en", "da", "en", "en"),
        (APPLY, "en", "da", "en", "en"),
        # what is no language of ours is as if nothing was said
        (ADVERT, "en", "de", "xx", "da"),
        (BOARD, "en", "", "da-DK", "en"),
    ],
)
def test_who_sees_which(
    client: Client, path: str, organisation: str, cookie: str, asked: str, seen: str
) -> None:
    speak(organisation)
    if cookie:
        client.cookies[CHOICE] = cookie

    response = client.get(path, {"lang": asked} if asked else {}, headers={"Accept-Language": "da;q=0.9, de"})

    assert language_of(response) == seen


@pytest.mark.parametrize(
    "organisation, theirs, seen", [("en", "", "en"), ("da", "", "da"), ("da", "en", "en"), ("en", "da", "da")]
)
def test_staff_read_their_own_language_and_no_link_changes_it(
    client: Client, recruiter: User, organisation: str, theirs: str, seen: str
) -> None:
    speak(organisation)
    User.objects.update(language=theirs)
    client.force_login(recruiter)
    client.cookies[CHOICE] = "en" if seen == "da" else "da"

    for path in ("/desk/", "/accounts/password/change/", "/accounts/password/reset/", "/desk/nothing/here/"):
        response = client.get(path, {"lang": client.cookies[CHOICE].value})

        assert language_of(response) == seen, path
        assert "hreflang" not in response.text
        assert CHOICE not in response.cookies


def test_who_must_sign_in_first_is_asked_in_the_language_of_the_house(client: Client) -> None:
    speak("da")

    response = client.get("/desk/", follow=True)

    assert language_of(response) == "da"
    assert "Log ind" in response.text


def test_an_applicant_who_is_signed_in_reads_what_they_applied_in(client: Client) -> None:
    first = ApplicationFactory(language="en")
    ApplicationFactory(language="da", candidate=first.candidate)
    session = client.session
    applicant_session.put(session, address=first.candidate.email_key)
    session.save()
    client.cookies["session"] = session.session_key

    assert language_of(client.get(MY)) == "da"
    assert language_of(client.get(f"/my/applications/{first.code}/")) == "da"


def test_a_draft_is_read_in_the_language_that_it_was_begun_in(client: Client) -> None:
    draft = DraftFactory(posting=Posting.objects.get(slug="open"), language="da")
    client.cookies[DRAFTS] = signing.dumps([draft.pk], salt=SALT)

    assert language_of(client.get("/jobs/open/apply/")) == "da"
    assert language_of(client.get("/jobs/open/")) == "en"  # everybody sees the same there


def test_asking_is_remembered_and_nothing_else_is(client: Client) -> None:
    assert client.get(BOARD).cookies == {}
    assert client.get(BOARD, {"lang": "xx"}).cookies == {}

    response = client.get(BOARD, {"lang": "da"})

    cookie = response.cookies[CHOICE]
    assert (cookie.value, cookie["samesite"], cookie["httponly"], cookie["path"]) == ("da", "Lax", True, "/")
    assert language_of(client.get("/jobs/open/")) == "da"


def test_the_front_page_keeps_what_was_asked(client: Client) -> None:
    assert language_of(client.get("/", {"lang": "da"}, follow=True)) == "da"


@pytest.mark.parametrize("path", [BOARD, ADVERT, APPLY, MY, SIGN_IN, "/jobs/?q=driftschef&place=Kalundborg"])
def test_every_public_page_has_a_link_to_the_other_language_that_keeps_it(client: Client, path: str) -> None:
    here = client.get(path)
    seen = language_of(here)
    other = "en" if seen == "da" else "da"

    links = dict(re.findall(r'<a href="([^"]+)" lang="(\w\w)" hreflang="\2"', here.text))
    [to_other] = [href for href, code in links.items() if code == other]
    plain, _, query = path.partition("?")
    there = client.get(f"{plain}{to_other.replace('&amp;', '&')}")

    assert language_of(there) == other
    assert set(query.split("&")) - {""} <= set(there.request["QUERY_STRING"].split("&"))
    assert re.findall(r'aria-current="true">(\w\w)<', here.text) == [seen]


@pytest.mark.parametrize("path", [BOARD, ADVERT, APPLY, MY, SIGN_IN])
def test_other_programs_find_the_page_in_each_language(client: Client, path: str) -> None:
    text = client.get(path).text

    assert re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text) == [
        ("en", f"{settings.BASE_URL}{path}?lang=en"),
        ("da", f"{settings.BASE_URL}{path}?lang=da"),
        ("x-default", f"{settings.BASE_URL}{path}"),
    ]


def test_the_sitemap_names_each_page_in_each_language(client: Client) -> None:
    text = client.get("/sitemap.xml").text

    for code in ("en", "da"):
        link = (
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{settings.BASE_URL}{ADVERT}?lang={code}"/>'
        )
        assert link in text


@pytest.mark.parametrize(
    "path, words",
    [(BOARD, ("Work with us", "Arbejd hos os")), (ADVERT, ("In short", "Kort fortalt"))],
)
def test_two_who_read_in_turns_never_get_the_page_of_the_other(path: str, words: tuple[str, str]) -> None:
    """Both from what is kept in the process, and when the browser asks whether its copy still stands."""
    english, danish = Client(), Client()
    english.cookies[CHOICE], danish.cookies[CHOICE] = "en", "da"
    readers = [(english, *words), (danish, *reversed(words))]
    tags = []

    for _ in range(3):
        for reader, mine, theirs in readers:
            response = reader.get(path)
            assert mine in response.text
            assert theirs not in response.text
            assert response["Cache-Control"] == "no-cache"
            assert response["Vary"] == "Cookie"
            tags.append(response["ETag"])
    assert len(set(tags)) == 2

    assert english.get(path, headers={"If-None-Match": tags[0]}).status_code == 304
    assert danish.get(path, headers={"If-None-Match": tags[0]}).status_code == 200


def test_an_answer_that_sets_the_choice_is_for_one_browser(client: Client) -> None:
    assert client.get(ADVERT, {"lang": "en"})["Cache-Control"] == "no-cache, private"


def test_a_kept_page_costs_no_query_in_either_language(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        client.get(ADVERT)
    with django_assert_num_queries(0):
        client.get(ADVERT)
        client.get(ADVERT, {"lang": "en"})
    with django_assert_num_queries(1):
        client.get(BOARD)
    with django_assert_num_queries(0):
        client.get(BOARD)
        client.get(BOARD, {"lang": "da"})


def test_a_search_finds_in_both_languages(client: Client) -> None:
    for words in ("fuldtid", "full-time"):
        assert "Driftschef" in client.get(BOARD, {"q": words}).text


def test_what_is_missing_is_said_in_the_language_of_the_reader(client: Client) -> None:
    speak("da")

    assert language_of(client.get("/nothing/here/")) == "da"
    assert language_of(client.get("/jobs/never-was/")) == "da"
    assert language_of(client.get("/nothing/here/", {"lang": "en"})) == "en"


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_a_posting_that_is_not_public_does_not_give_away_its_language(client: Client, state: str) -> None:
    """S26: like one that never was."""
    Posting.objects.filter(slug="ledig").update(state=state)

    for path in (ADVERT, APPLY):
        missing = client.get(path.replace("ledig", "never-was"))
        assert language_of(client.get(path)) == language_of(missing) == "en"


def test_nothing_of_a_request_stays_behind(client: Client) -> None:
    client.get(ADVERT)
    client.get("/nothing/here/", {"lang": "da"})

    assert translation.get_language() == "en"
