"""The four decisions at the desk: one menu, one page each, and what is said when it is done."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import User
from applications.models import Application
from applications.outcomes import OURS, TERMS, Outcome
from applications.transitions import deciding, moving
from mail.models import OutgoingMail
from screening import proposals
from tests.factories import ApplicationFactory, MembershipFactory, ReasonFactory, mark_sent

pytestmark = pytest.mark.django_db
each_of_ours = pytest.mark.parametrize("kind", OURS)


@pytest.fixture
def application(manager: User, interviewer: User) -> Application:
    made = ApplicationFactory(name="Amina Example", email="amina@example.com")
    MembershipFactory(posting=made.posting, user=manager)
    made.readers.create(user=interviewer, why="test")
    return made


def at(application: Application, kind: str = "") -> str:
    return f"/desk/applications/{application.code}/" + (f"decisions/{kind}/" if kind else "")


def body(kind: str, *, version: int = 1, **more: Any) -> dict[str, Any]:
    reason = {"reason": ReasonFactory().pk} if TERMS[Outcome(kind)].takes_reason else {}
    return {"version": version, "comment": "We agreed", **reason, **more}


def offered(client: Client, application: Application) -> list[str]:
    said = client.get(at(application)).text
    return [kind for kind in Outcome if f'href="{at(application, kind)}"' in said]


@each_of_ours
def test_the_page_says_what_will_happen(desk: Client, application: Application, kind: str) -> None:
    said = desk.get(at(application, kind)).text

    page = TERMS[Outcome(kind)].page
    assert page
    assert str(page.title).format(name="Amina Example") in said
    assert "The letter to amina@example.com" in said
    assert "Dear Amina Example," in said
    assert ("is held until somebody releases it" in said) is (kind != "rejected")
    assert f">{page.sends if kind == 'rejected' else page.holds}</button>" in said


@each_of_ours
def test_it_is_done_and_said(desk: Client, application: Application, recruiter: User, kind: str) -> None:
    answer = desk.post(at(application, kind), body(kind), follow=True)

    application.refresh_from_db()
    decision = application.decision
    assert decision
    assert (decision.kind, decision.by, decision.comment) == (kind, recruiter, "We agreed")
    page = TERMS[Outcome(kind)].page
    assert page
    assert str(page.done).format(name="Amina Example") in answer.text
    assert decision.sentence in answer.text
    assert f"decisions/{decision.pk}/reversal/" in answer.text
    assert "Until it goes this can be undone" in answer.text


@each_of_ours
def test_undone_from_the_notice(desk: Client, application: Application, recruiter: User, kind: str) -> None:
    desk.post(at(application, kind), body(kind))
    decision = application.decisions.get()

    answer = desk.post(f"{at(application)}decisions/{decision.pk}/reversal/", follow=True)

    assert "That is undone for Amina Example; no letter goes." in answer.text
    assert str(decision.terms.undone).format(who="Rita Recruiter") in strip_tags(answer.text)
    assert Application.objects.get().is_live


@each_of_ours
@pytest.mark.parametrize(
    ("person", "status"), [("outsider", 404), ("manager", 403), ("interviewer", 403), ("admin", 302)]
)
def test_who_may(
    client: Client,
    application: Application,
    request: pytest.FixtureRequest,
    kind: str,
    person: str,
    status: int,
) -> None:
    client.force_login(request.getfixturevalue(person))

    assert client.post(at(application, kind), body(kind)).status_code == status
    assert Application.objects.get().is_live is (status != 302)
    if status != 302:
        assert client.get(at(application, kind)).status_code == status


@pytest.mark.parametrize("kind", ["withdrawn", "score", "live", "HIRED", ""])
def test_what_staff_do_not_decide_has_no_page(desk: Client, application: Application, kind: str) -> None:
    assert desk.post(f"{at(application)}decisions/{kind}/", {"version": 1}).status_code == 404


@each_of_ours
def test_too_late_keeps_what_was_typed(
    desk: Client, application: Application, manager: User, kind: str
) -> None:
    """C5: the second is told what happened first."""
    to = application.posting.stages.get(kind="offer")
    moving.move(application, to=to, by=manager, version=1)

    answer = desk.post(at(application, kind), body(kind))

    assert answer.status_code == 409
    assert "Mads Manager moved it to Offer" in answer.text
    assert "We agreed" in answer.text
    assert Application.objects.get().is_live


@each_of_ours
def test_a_comment_that_is_too_long_comes_back(desk: Client, application: Application, kind: str) -> None:
    answer = desk.post(at(application, kind), body(kind, comment="x" * 501))

    assert answer.status_code == 400
    assert "x" * 501 in answer.text
    assert Application.objects.get().is_live


def test_each_decision_is_offered_once(
    desk: Client, application: Application, recruiter: User, manager: User
) -> None:
    """Each verb once on a page, and none that would be refused."""
    assert offered(desk, application) == OURS
    deciding.decide(application, kind=Outcome.RESERVE, by=recruiter, version=1)
    assert offered(desk, application) == ["hired", "declined", "rejected"]
    mark_sent(OutgoingMail.objects.all())
    assert offered(desk, application) == ["hired", "declined", "rejected"]
    deciding.decide(application, kind=Outcome.HIRED, by=recruiter, version=2)
    assert offered(desk, application) == ["declined"]
    deciding.decide(application, kind=Outcome.DECLINED, by=recruiter, version=3)
    assert offered(desk, application) == []
    desk.force_login(manager)
    assert offered(desk, application) == []


def test_a_proposal_has_the_only_way_to_reject(desk: Client, application: Application, manager: User) -> None:
    proposals.propose(application, reason=ReasonFactory(), by=manager)

    said = desk.get(at(application)).text

    assert offered(desk, application) == OURS
    assert said.count(f'href="{at(application, "rejected")}"') == 1


def test_history_tells_the_way_to_the_end(desk: Client, application: Application, recruiter: User) -> None:
    deciding.decide(application, kind=Outcome.RESERVE, by=recruiter, version=1, comment="Second choice")
    mark_sent(OutgoingMail.objects.all())
    deciding.decide(application, kind=Outcome.HIRED, by=recruiter, version=2)
    deciding.decide(application, kind=Outcome.DECLINED, by=recruiter, version=3)

    history = desk.get(at(application)).text.split('id="history"')[1]

    order = ["wrote down that they declined", "decided to hire them", "put them on the reserve list"]
    rows = [f'Rita Recruiter</span> <span class="event-what">{what}' for what in order]
    assert [history.index(row) for row in rows] == sorted(history.index(row) for row in rows)
    assert "Second choice" in history


@pytest.mark.parametrize("kind", Outcome)
def test_every_outcome_can_be_filtered_by(desk: Client, kind: str) -> None:
    """None is offered that nobody could have decided."""
    rows = {outcome: ApplicationFactory(outcome=outcome) for outcome in Outcome}

    found = desk.get(f"/desk/applications/?outcome={kind}").context["page"].rows

    assert found == [rows[Outcome(kind)]]
