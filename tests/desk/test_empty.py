"""What each page of the desk says to each role where there is nothing yet: what to do, or who does it."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import MembershipFactory, PostingFactory

pytestmark = pytest.mark.django_db
TODAY, POSTINGS, APPLICATIONS = "/desk/", "/desk/postings/", "/desk/applications/"
INTERVIEWS, OUTBOX = "/desk/interviews/", "/desk/outbox/"
ALL = ["admin", "recruiter", "manager", "interviewer"]
ABOUT_TEAMS = "You see the postings whose team you belong to. A recruiter adds you to one"
SET_ONE = "Open an application and choose “Set an interview”."
SAID = [
    ("admin", TODAY, "Publish one and its applications appear here.", "/desk/settings/people/new/"),
    ("recruiter", TODAY, "Publish one and its applications appear here.", POSTINGS),
    ("manager", TODAY, ABOUT_TEAMS, POSTINGS),
    ("interviewer", TODAY, "An e-mail tells you when somebody sets one with you.", None),
    ("admin", POSTINGS, "Write one, look at it as applicants will", "/desk/postings/new/"),
    ("recruiter", POSTINGS, "Write one, look at it as applicants will", "/desk/postings/new/"),
    ("manager", POSTINGS, ABOUT_TEAMS, None),
    *[(role, APPLICATIONS, "the moment somebody applies", POSTINGS) for role in ALL[:3]],
    ("interviewer", APPLICATIONS, "while you interview their applicants", None),
    *[(role, INTERVIEWS, SET_ONE, APPLICATIONS) for role in ALL[:3]],
    ("interviewer", INTERVIEWS, "An e-mail tells you when somebody sets one with you", None),
    *[(role, OUTBOX, "until it is released", None) for role in ALL[:3]],
]


@pytest.mark.parametrize(("role", "address", "words", "href"), SAID)
def test_an_empty_page_says_what_to_do(
    client: Client, request: pytest.FixtureRequest, role: str, address: str, words: str, href: str | None
) -> None:
    client.force_login(request.getfixturevalue(role))

    page = client.get(address)

    said = page.text.split('class="empty"')[1].split("</main>")[0]
    assert page.status_code == 200
    assert words in said
    if href:
        assert f'href="{href}"' in said
        assert client.get(href).status_code == 200


@pytest.mark.parametrize("role", ["admin", "recruiter", "manager"])
def test_a_board_where_nobody_has_applied_says_so(
    client: Client, request: pytest.FixtureRequest, role: str
) -> None:
    user: Any = request.getfixturevalue(role)
    posting = PostingFactory()
    MembershipFactory(posting=posting, user=user)
    client.force_login(user)

    assert "Nobody has applied yet" in client.get(f"{POSTINGS}{posting.slug}/board/").text
