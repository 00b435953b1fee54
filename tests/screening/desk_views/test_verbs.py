"""What all verbs on one application have in common: who may, in which state, and with which ids."""

import pytest
from django.test import Client

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding
from mail.models import OutgoingMail
from screening.models import Proposal
from tests.decisions import reject
from tests.factories import ApplicationFactory, ReasonFactory
from tests.screening.desk_views.at_one import at, move, reversal, row, stage

pytestmark = pytest.mark.django_db


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


def test_a_note_too_long_comes_back_to_be_cut(
    client: Client, application: Application, interviewer: User
) -> None:
    client.force_login(interviewer)

    answer = client.post(at(application, "notes/"), {"body": "x" * 5001})

    assert answer.status_code == 400
    assert "x" * 5001 in answer.content.decode()
    assert not application.notes.exists()
