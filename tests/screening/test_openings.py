"""A posting whose openings are filled says so on the desk, and leads to those without an answer."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications.models import Application
from applications.outcomes import Outcome
from applications.transitions import deciding
from mail.models import OutgoingMail
from postings.models import Posting
from screening import openings
from tests.factories import ApplicationFactory, PostingFactory

pytestmark = pytest.mark.django_db
PAGES = ["/desk/postings/it/", "/desk/postings/it/board/", "/desk/"]


@pytest.fixture
def posting() -> Posting:
    return PostingFactory(slug="it", title="Head of IT", openings=2)


def hire(posting: Posting, *, by: User, count: int = 1) -> list[Application]:
    return [
        deciding.decide(ApplicationFactory(posting=posting), kind=Outcome.HIRED, by=by, version=1)
        for _ in range(count)
    ]


def sentence(posting: Posting) -> str | None:
    notice = openings.filled(posting)
    return notice and notice.sentence


def test_while_there_is_an_opening_nothing_is_said(desk: Client, posting: Posting, recruiter: User) -> None:
    ApplicationFactory(posting=posting)
    hire(posting, by=recruiter)

    assert sentence(posting) is None
    assert [page for page in PAGES if "filled" in desk.get(page).text] == []


@pytest.mark.parametrize("page", PAGES)
def test_when_they_are_filled_each_page_leads_to_the_rest(
    desk: Client, posting: Posting, recruiter: User, page: str
) -> None:
    left = [ApplicationFactory(posting=posting, name=name) for name in ("Amina Example", "Bo Example")]
    ApplicationFactory(name="Elsewhere")
    hire(posting, by=recruiter, count=2)

    said = desk.get(page).text

    assert "All 2 openings are filled." in said
    assert ("2 left to answer" if page == "/desk/" else "Answer the 2 who have no outcome yet") in said
    href = "/desk/applications/?posting=it&amp;outcome=live&amp;sort=oldest"
    assert href in said
    rows = desk.get(href.replace("&amp;", "&")).context["page"].rows
    assert {row.name for row in rows} == {one.name for one in left}


def test_nothing_happens_by_itself(posting: Posting, recruiter: User) -> None:
    """Filled is said, and no more: nobody is rejected, and no letter is written."""
    left = ApplicationFactory(posting=posting)
    hired = hire(posting, by=recruiter, count=2)

    left.refresh_from_db()
    assert left.is_live
    about = set(OutgoingMail.objects.values_list("about_id", flat=True))
    assert about == {one.pk for one in hired}


def test_with_nobody_left_it_is_a_word_and_no_task(desk: Client, posting: Posting, recruiter: User) -> None:
    hire(posting, by=recruiter, count=2)

    notice = openings.filled(posting)

    assert notice
    assert (notice.sentence, notice.href) == ("All 2 openings are filled.", "")
    assert "filled" not in desk.get("/desk/").text


@pytest.mark.parametrize(
    ("count", "said", "rest"),
    [
        (1, "The position is filled.", "Answer the one who has no outcome yet"),
        (3, "All 3 openings are filled.", "Answer the one who has no outcome yet"),
    ],
)
def test_the_words_follow_the_numbers(count: int, said: str, rest: str) -> None:
    notice = openings.in_words(PostingFactory(openings=count), hired=count, live=1)

    assert notice
    assert (notice.sentence, notice.action) == (said, rest)


def test_who_declines_leaves_an_opening(posting: Posting, recruiter: User) -> None:
    one, _other = hire(posting, by=recruiter, count=2)
    assert sentence(posting) == "All 2 openings are filled."

    deciding.decide(one, kind=Outcome.DECLINED, by=recruiter, version=one.version)

    assert sentence(posting) is None


def test_a_manager_is_told_and_decides_nothing(
    client: Client, posting: Posting, recruiter: User, manager: User
) -> None:
    ApplicationFactory(posting=posting)
    hire(posting, by=recruiter, count=2)
    posting.memberships.create(user=manager)
    client.force_login(manager)

    said: dict[str, Any] = {page: "filled" in client.get(page).text for page in PAGES}

    assert said == {"/desk/postings/it/": True, "/desk/postings/it/board/": True, "/desk/": False}
