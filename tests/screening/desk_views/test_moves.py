"""Moving one application, from its page, from a list and from the board."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications.models import Application
from applications.transitions import moving
from tests.factories import PostingFactory
from tests.screening.desk_views.at_one import at, move, row, stage

pytestmark = pytest.mark.django_db


def test_a_recruiter_moves(client: Client, application: Application, recruiter: User) -> None:
    client.force_login(recruiter)

    answer = move(client, application)

    assert answer.status_code == 302
    assert answer["Location"] == f"{at(application)}#where"
    assert row(application)["stage_id"] == stage(application, "interview").pk


def test_a_move_says_what_happened_and_can_be_taken_back(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)
    path = f"{at(application)}?stage=received"

    page = client.post(
        f"{at(application, 'moves/')}?stage=received",
        {"to": stage(application, "interview").pk, "version": 1},
        follow=True,
    ).text

    undo = f"{at(application, 'moves/2/reversal/')}?stage=received"
    assert "Amina Example is in Interview now." in page
    assert f'action="{undo}"' in page
    back = client.post(undo, follow=True)
    assert back.redirect_chain[0][0] == f"{path}#where"
    assert "Amina Example is back in Received." in back.text
    assert row(application)["stage_id"] == stage(application, "received").pk


@pytest.mark.parametrize("body", [{}, {"version": 1}, {"to": "", "version": 1}])
def test_a_move_nowhere_says_what_is_missing(
    client: Client, application: Application, recruiter: User, body: dict[str, Any]
) -> None:
    client.force_login(recruiter)

    answer = client.post(at(application, "moves/"), body)

    assert answer.status_code == 400
    assert "Choose the stage that it moves to." in answer.text


@pytest.mark.parametrize(("here", "offered"), [("received", "Screening"), ("offer", "Choose a stage")])
def test_the_next_stage_is_offered_and_none_after_the_last(
    client: Client, application: Application, recruiter: User, here: str, offered: str
) -> None:
    moving.move(application, to=stage(application, here), by=recruiter, version=1)
    client.force_login(recruiter)

    for path in (at(application), f"/desk/postings/{application.posting.slug}/board/"):
        page = client.get(path).text
        options = page.split(f'data-stage="{stage(application, here).pk}"')[-1].split("</select>")[0]
        assert f"selected>{offered}</option>" in options


def test_the_list_stays_beside_it_after_a_move(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)

    answer = client.post(
        at(application, "moves/?q=amina"), {"to": stage(application, "offer").pk, "version": 1}
    )

    assert answer["Location"] == at(application, "?q=amina#where")


def test_a_card_on_the_board_leads_back_to_the_board(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)

    answer = move(client, application, back="board")

    assert answer["Location"] == f"/desk/postings/{application.posting.slug}/board/#card-{application.code}"


def test_back_leads_nowhere_else(client: Client, application: Application, recruiter: User) -> None:
    """V10: what is posted never becomes the address to go on to."""
    client.force_login(recruiter)

    answer = move(client, application, back="https://elsewhere.example/")

    assert answer["Location"] == f"{at(application)}#where"


def test_a_dragged_card_is_answered_without_a_page(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)

    answer = client.post(
        at(application, "moves/"),
        {"to": stage(application, "offer").pk, "version": 1},
        headers={"X-Requested-With": "fetch"},
    )

    assert (answer.status_code, answer.content) == (204, b"")


def test_the_loser_of_two_is_told_on_a_page(
    client: Client, application: Application, recruiter: User, manager: User
) -> None:
    """C5: 409, who, where to and when, and a way to how it stands now."""
    moving.move(application, to=stage(application, "offer"), by=manager, version=1)
    before = row(application)
    client.force_login(recruiter)

    answer = move(client, application)

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Mads Manager moved it to Offer on" in said
    assert f'href="{at(application)}"' in said
    assert row(application) == before


@pytest.mark.parametrize(
    "body",
    [
        {"to": "x", "version": 1},
        {"to": 987654321, "version": 1},
        {"to": "1' OR 1=1", "version": 1},
    ],
)
def test_a_stage_that_is_not_there_is_404(
    client: Client, application: Application, recruiter: User, body: dict[str, Any]
) -> None:
    before = row(application)
    client.force_login(recruiter)

    assert client.post(at(application, "moves/"), body).status_code == 404
    assert row(application) == before


def test_a_foreign_stage_is_like_a_missing_one(
    client: Client, application: Application, recruiter: User
) -> None:
    """S24: an id in a body is checked like one in an address."""
    foreign = PostingFactory().stages.get(kind="offer")
    before = row(application)
    client.force_login(recruiter)

    answer = client.post(at(application, "moves/"), {"to": foreign.pk, "version": 1})

    assert answer.status_code == 404
    assert row(application) == before
