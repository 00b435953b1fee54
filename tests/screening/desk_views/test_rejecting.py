"""Rejecting one application: what the form asks, what it says before, and where work goes on."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import User
from applications.models import Application
from applications.transitions import moving
from mail.models import OutgoingMail
from tests.decisions import reject
from tests.factories import ApplicationFactory, ReasonFactory, mark_sent
from tests.interviews.plans import booked
from tests.screening.desk_views.at_one import at, reversal, row, stage

pytestmark = pytest.mark.django_db


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
