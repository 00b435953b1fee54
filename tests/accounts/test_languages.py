"""The language of a member of staff, and the page on which they choose it."""

import pytest
from django.test import Client

from accounts.languages import language_of
from accounts.models import Organisation, User

ADDRESS = "/accounts/language/"


def test_choosing_a_language_is_seen_at_once(desk: Client, recruiter: User) -> None:
    response = desk.post(ADDRESS, {"language": "da"}, follow=True)

    assert "Gemt." in response.text
    assert '<html lang="da"' in response.text
    recruiter.refresh_from_db()
    assert recruiter.language == "da"


def test_nobody_needs_one_of_their_own(desk: Client, recruiter: User) -> None:
    User.objects.update(language="da")

    desk.post(ADDRESS, {"language": ""})

    recruiter.refresh_from_db()
    assert recruiter.language == ""
    assert "As the organisation: English" in desk.get(ADDRESS).text


def test_another_language_than_ours_is_refused(desk: Client, recruiter: User) -> None:
    response = desk.post(ADDRESS, {"language": "xx"})

    assert "choose one of those that are offered" in response.text
    recruiter.refresh_from_db()
    assert recruiter.language == ""


@pytest.mark.parametrize(
    "theirs, organisation, speaks", [("", "en", "en"), ("", "da", "da"), ("en", "da", "en")]
)
def test_their_own_else_that_of_the_organisation(theirs: str, organisation: str, speaks: str) -> None:
    assert language_of(User(language=theirs), organisation=Organisation(language=organisation)) == speaks
