"""What staff do with one application, through its addresses."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding, moving
from mail.models import OutgoingMail
from postings.models import Stage
from screening.models import Proposal
from tests.decisions import reject
from tests.factories import ApplicationFactory, MembershipFactory, PostingFactory, ReasonFactory, mark_sent
from tests.interviews.plans import booked

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(manager: User, interviewer: User) -> Application:
    """Of the manager's posting; the interviewer reads it."""
    made = ApplicationFactory(name="Amina Example")
    MembershipFactory(posting=made.posting, user=manager)
    made.readers.create(user=interviewer, why="test")
    return made


def at(application: Application, verb: str = "") -> str:
    return f"/desk/applications/{application.code}/{verb}"


def reversal(application: Application) -> str:
    decision = application.decisions.first()
    return at(application, f"decisions/{decision.pk if decision else 1}/reversal/")


def stage(application: Application, kind: str) -> Stage:
    return application.posting.stages.get(kind=kind)


def row(application: Application) -> dict[str, Any]:
    return Application.objects.filter(pk=application.pk).values().get()


def move(client: Client, application: Application, to: str = "interview", **data: Any) -> Any:
    return client.post(at(application, "moves/"), {"to": stage(application, to).pk, "version": 1, **data})


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


def test_a_foreign_decision_is_like_a_missing_one(
    client: Client, application: Application, recruiter: User
) -> None:
    """S24: another application's decision is not undone through this one."""
    other = reject(ApplicationFactory(), reason=ReasonFactory(), by=recruiter, version=1)
    client.force_login(recruiter)

    answer = client.post(at(application, f"decisions/{other.decisions.get().pk}/reversal/"))

    assert answer.status_code == 404
    assert row(other)["outcome"] == "rejected"


def test_a_foreign_proposal_is_like_a_missing_one(
    client: Client, application: Application, recruiter: User, manager: User
) -> None:
    """S24: another application's proposal is not declined through this one."""
    other = ApplicationFactory()
    proposal = Proposal.objects.create(application=other, by=manager, reason=ReasonFactory())
    client.force_login(recruiter)

    answer = client.post(at(application, f"proposals/{proposal.pk}/refusal/"))

    proposal.refresh_from_db()
    assert answer.status_code == 404
    assert proposal.settled_at is None


def test_fields_that_nobody_asked_for_change_nothing(
    client: Client, application: Application, recruiter: User
) -> None:
    """S25: mass assignment is ignored."""
    extra = {
        "outcome": "hired",
        "stage": stage(application, "offer").pk,
        "candidate": 1,
        "posting": 1,
        "submitted_at": "2020-01-01",
    }
    before = row(application)
    client.force_login(recruiter)

    move(client, application, "screening", **extra)

    changed = {name for name, value in row(application).items() if value != before[name]}
    assert changed == {"stage_id", "stage_since", "version"}
    assert row(application)["stage_id"] == stage(application, "screening").pk


STATES = ["live", "rejected", "withdrawn"]
ALLOWED = {  # verb: the roles that may, and the states in which it is done
    "moves/": ({"admin", "recruiter", "manager"}, {"live"}),
    "decisions/rejected/": ({"admin", "recruiter"}, {"live"}),
    "reversal": ({"admin", "recruiter"}, {"rejected"}),
    "proposals/": ({"admin", "recruiter", "manager"}, {"live"}),
    "notes/": ({"admin", "recruiter", "manager", "interviewer"}, set(STATES)),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ["admin", "recruiter", "manager", "interviewer", "outsider"])
@pytest.mark.parametrize("verb", ALLOWED)
def test_states_and_roles(
    client: Client,
    application: Application,
    recruiter: User,
    request: pytest.FixtureRequest,
    verb: str,
    role: str,
    state: str,
) -> None:
    """Each role, each state, each verb: done, or refused with the row and the outbox as they were."""
    if state == "rejected":
        reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    elif state == "withdrawn":
        deciding.withdraw(application)
    before, mails = row(application), list(OutgoingMail.objects.values_list("dedupe_key", "state"))
    body = {
        "to": stage(application, "offer").pk,
        "version": before["version"],
        "reason": ReasonFactory().pk,
        "body": "Seen.",
    }
    client.force_login(request.getfixturevalue(role))

    answer = client.post(reversal(application) if verb == "reversal" else at(application, verb), body)

    roles, states = ALLOWED[verb]
    if role in roles and state in states:
        assert answer.status_code == 302
        return
    refused = 404 if role == "outsider" else 403 if role not in roles else 409
    if verb == "reversal" and state == "live" and role in roles:
        refused = 404  # there is no decision
    assert answer.status_code == refused
    assert row(application) == before
    assert list(OutgoingMail.objects.values_list("dedupe_key", "state")) == mails


@pytest.mark.parametrize("verb", ["moves/", "decisions/1/reversal/", "proposals/1/refusal/"])
def test_a_verb_is_not_a_page(client: Client, application: Application, recruiter: User, verb: str) -> None:
    client.force_login(recruiter)

    assert client.get(at(application, verb)).status_code == 405


def test_a_rejection_asks_for_a_reason(client: Client, application: Application, recruiter: User) -> None:
    client.force_login(recruiter)

    answer = client.post(at(application, "decisions/rejected/"), {"version": 1, "comment": "Kept for me"})

    said = answer.content.decode()
    assert answer.status_code == 400
    assert "Choose a reason." in said
    assert "Kept for me" in said
    assert row(application)["outcome"] == ""


def test_a_rejection_too_late_keeps_the_comment(
    client: Client, application: Application, recruiter: User, manager: User
) -> None:
    """C5: the second is told, what was typed stays, and sending it again is a decision of its own."""
    moving.move(application, to=stage(application, "offer"), by=manager, version=1)
    reason = ReasonFactory()
    client.force_login(recruiter)
    body = {"version": 1, "reason": reason.pk, "comment": "Kept for me"}

    answer = client.post(at(application, "decisions/rejected/"), body)

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Mads Manager moved it to Offer" in said
    assert "Kept for me" in said
    assert 'name="version" value="2"' in said
    assert client.post(at(application, "decisions/rejected/"), {**body, "version": 2}).status_code == 302


def test_what_happens_next_is_said_before(client: Client, application: Application, recruiter: User) -> None:
    client.force_login(recruiter)

    assert b"leaves in 10 minutes" in client.get(at(application, "decisions/rejected/")).content
    application.posting.letters_wait = True
    application.posting.save()
    assert b"is held" in client.get(at(application, "decisions/rejected/")).content


def test_a_proposal_fills_the_form_and_a_person_decides(
    client: Client, application: Application, recruiter: User, manager: User
) -> None:
    reason = ReasonFactory()
    client.force_login(manager)
    client.post(at(application, "proposals/"), {"reason": reason.pk, "comment": "Thin on budgets"})
    client.force_login(recruiter)

    said = client.get(at(application, "decisions/rejected/")).content.decode()

    assert f'value="{reason.pk}" selected' in said
    assert "Thin on budgets" in said
    assert row(application)["outcome"] == ""


def test_a_note_too_long_comes_back_to_be_cut(
    client: Client, application: Application, interviewer: User
) -> None:
    client.force_login(interviewer)

    answer = client.post(at(application, "notes/"), {"body": "x" * 5001})

    assert answer.status_code == 400
    assert "x" * 5001 in answer.content.decode()
    assert not application.notes.exists()


def test_an_undone_rejection_shows_in_the_history(
    client: Client, application: Application, recruiter: User
) -> None:
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    client.force_login(recruiter)

    client.post(reversal(application))

    said = strip_tags(client.get(at(application)).text)
    assert "Rita Recruiter undid the rejection" in said
    assert "Cancelled" in said


def test_an_undo_after_the_letter_says_that_it_has_gone(
    client: Client, application: Application, recruiter: User
) -> None:
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    mark_sent(OutgoingMail.objects.all())
    client.force_login(recruiter)

    answer = client.post(reversal(application))

    assert answer.status_code == 409
    assert b"The letter has gone" in answer.content
    assert row(application)["outcome"] == "rejected"


@pytest.mark.parametrize("kind", ["rejected", "hired"])
def test_after_a_decision_the_next_of_the_list_is_there_with_the_undo(
    client: Client, application: Application, recruiter: User, kind: str
) -> None:
    """Opened from a list, work goes on in it; the flash takes back what was just done."""
    following = ApplicationFactory(posting=application.posting, submitted_at=application.submitted_at)
    client.force_login(recruiter)
    sent = {"version": 1, **({"reason": ReasonFactory().pk} if kind == "rejected" else {})}

    page = client.post(at(application, f"decisions/{kind}/?stage=received&sort=oldest"), sent, follow=True)

    assert page.redirect_chain[0][0] == f"{at(following)}?stage=received&sort=oldest#who"
    undo = f"{at(application, f'decisions/{application.decisions.get().pk}/reversal/')}?"
    assert f'action="{undo}' in page.text
    last = client.post(at(following, f"decisions/{kind}/?stage=received&sort=oldest"), sent)
    assert last["Location"] == f"{at(following)}?stage=received&sort=oldest#decision"


def test_the_whole_list_is_a_list_to_go_on_in_too(
    client: Client, application: Application, recruiter: User
) -> None:
    following = ApplicationFactory(
        posting=application.posting, submitted_at=application.submitted_at - timedelta(hours=1)
    )
    client.force_login(recruiter)
    [first] = re.findall(rf'{at(application)}\?[^"]+', client.get("/desk/applications/").text)

    beside = client.get(first).text
    answer = client.post(first.replace("?", "decisions/hired/?"), {"version": 1})

    assert f'href="{at(following)}?sort=newest"' in beside
    assert answer["Location"] == f"{at(following)}?sort=newest#who"


def test_before_deciding_one_reads_that_an_interview_goes_with_it(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)
    said = "It is called off when the letter goes"
    assert said not in client.get(at(application, "decisions/rejected/")).text
    booked(application, recruiter)

    page = client.get(at(application, "decisions/rejected/")).text

    assert said in page
    assert "does therefore not take place" in page
