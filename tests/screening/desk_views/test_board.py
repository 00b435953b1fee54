"""The board of a posting: a column a stage, the first cards of each, and what became of the others."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding, moving
from postings.models import Posting
from screening.desk_views import board
from tests.decisions import reject
from tests.factories import ApplicationFactory, MembershipFactory, PostingFactory, ReasonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting() -> Posting:
    return PostingFactory(slug="here")


def columns(client: Client) -> dict[str, tuple[int, list[str]]]:
    page = client.get("/desk/postings/here/board/").context
    return {
        column["stage"].kind: (column["count"], [card.name for card in column["cards"]])
        for column in page["columns"]
    }


def test_each_stage_is_a_column_and_who_waits_longest_is_first(
    desk: Client, posting: Posting, recruiter: User
) -> None:
    now = timezone.now()
    for days, name in [(1, "New"), (5, "Old")]:
        ApplicationFactory(posting=posting, name=name, submitted_at=now - timedelta(days=days))
    moved = ApplicationFactory(posting=posting, name="Moved")
    moving.move(moved, to=posting.stages.get(kind="interview"), by=recruiter, version=1)
    ApplicationFactory(name="Elsewhere")
    posting.stages.filter(kind="received").update(name="Received now")  # rows come back in another order

    found = columns(desk)

    assert list(found) == ["received", "screening", "assessment", "interview", "offer"]
    assert found["received"] == (2, ["Old", "New"])
    assert found["interview"] == (1, ["Moved"])
    assert found["offer"] == (0, [])


def test_a_column_shows_its_first_cards_and_counts_all(
    desk: Client, posting: Posting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "FIRST", 2)
    for _ in range(3):
        ApplicationFactory(posting=posting)

    count, cards = columns(desk)["received"]

    assert (count, len(cards)) == (3, 2)
    assert b"All 3 in a list" in desk.get("/desk/postings/here/board/").content


def test_those_with_an_outcome_stand_apart(desk: Client, posting: Posting, recruiter: User) -> None:
    rejected = ApplicationFactory(posting=posting, name="Rejected One")
    withdrawn = ApplicationFactory(posting=posting, name="Withdrawn One")
    reject(rejected, reason=ReasonFactory(), by=recruiter, version=1)
    deciding.withdraw(withdrawn)

    page = desk.get("/desk/postings/here/board/")

    assert columns(desk)["received"] == (0, [])
    assert [card.name for card in page.context["closed"]["cards"]] == ["Withdrawn One", "Rejected One"]
    assert "2 with an outcome: 1 rejected, 1 withdrawn" in page.content.decode()


def test_each_card_moves_without_a_script(desk: Client, posting: Posting) -> None:
    application = ApplicationFactory(posting=posting)
    said = desk.get("/desk/postings/here/board/").text

    href = f"/desk/applications/{application.code}/"
    assert f'href="{href}#to"' in said.split("data-card")[1].split("</li>")[0]
    assert f'action="{href}moves/"' in desk.get(href).text
    assert 'id="to"' in desk.get(href).text


def test_a_column_has_one_menu_for_all_its_cards(desk: Client, posting: Posting) -> None:
    """The script copies it onto a card; a form a card made the load of a long board four times as long."""
    for _ in range(3):
        ApplicationFactory(posting=posting)

    received = desk.get("/desk/postings/here/board/").text.split("<section")[1].split("</section")[0]

    assert (received.count("data-card"), received.count("<form")) == (3, 1)
    assert received.count("<option") == 4  # every stage but its own
    assert "selected>Screening<" in received  # the likely one


def test_a_manager_sees_their_own_boards_only(
    client: Client, posting: Posting, manager: User, outsider: User, interviewer: User
) -> None:
    """S22: another posting's board is like a missing one."""
    MembershipFactory(posting=posting, user=manager)
    answers = {}

    for person in (manager, outsider, interviewer):
        client.force_login(person)
        answers[person.name] = client.get("/desk/postings/here/board/").status_code

    assert answers == {"Mads Manager": 200, "Otto Outsider": 404, "Ines Interviewer": 404}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_literal_number_of_queries(
    desk: Client, posting: Posting, recruiter: User, rows: int, django_assert_num_queries: Any
) -> None:
    for kind in ["received", "screening", "interview"][:rows]:
        application = ApplicationFactory(posting=posting)
        Application.objects.filter(pk=application.pk).update(stage=posting.stages.get(kind=kind))
        deciding.withdraw(ApplicationFactory(posting=posting))
    desk.get("/desk/postings/here/board/")

    # session, user, posting, stages, cards, outcomes, latest, organisation, letters that wait
    with django_assert_num_queries(9):
        desk.get("/desk/postings/here/board/")
