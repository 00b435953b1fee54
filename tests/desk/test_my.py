"""/my/: what an applicant sees of their drafts and applications, and what they may do."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.models import Application, Draft
from applications.transitions import deciding, telling
from core.words import moment_in_words
from interviews import booking
from mail.models import OutgoingMail
from postings.models import Posting, Stage
from tests.applications.applying import applying
from tests.applications.applying.coming_back import ADDRESS, enter
from tests.decisions import reject
from tests.factories import (
    ApplicationFactory,
    CandidateFactory,
    DraftFactory,
    PostingFactory,
    ReasonFactory,
    mark_sent,
)
from tests.interviews.plans import at, booked

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(db: None) -> Application:
    posting = PostingFactory(slug="it", title="Head of IT", read_by=date(2027, 3, 19))
    return ApplicationFactory(posting=posting, candidate__email=ADDRESS, name="Amina Example")


@pytest.fixture
def amina(client: Client) -> Client:
    return enter(client)


def move_to(application: Application, kind: str) -> None:
    Application.objects.filter(pk=application.pk).update(stage=application.posting.stages.get(kind=kind))


def test_the_overview_has_drafts_and_applications_in_words(amina: Client, application: Application) -> None:
    DraftFactory(email=ADDRESS, posting__title="Trainee")
    DraftFactory(posting__title="Somebody else's")

    page = amina.get("/my/").content.decode()
    assert "We have it and will read it by Friday 19 March 2027." in page
    assert application.code in page
    assert "Trainee" in page
    assert "Somebody else" not in page


def test_nobody_is_in_after_24_hours(client: Client, application: Application) -> None:
    page = enter(client, hours=-0.001).get("/my/").content.decode()

    assert application.code not in page
    assert "Send me a link" in page
    answer = client.get(f"/my/applications/{application.code}/")
    assert (answer.status_code, answer["Location"]) == (302, "/my/")


@pytest.mark.parametrize("what", ["", "cv/", "withdrawal/"])
def test_another_applicants_pages_do_not_exist(client: Client, application: Application, what: str) -> None:
    """S27: a stranger's application is a 404, exactly like a missing one."""
    enter(client, "other@example.com")

    assert client.get(f"/my/applications/{application.code}/{what}").status_code == 404
    assert client.get(f"/my/applications/NOTTHERE/{what}").status_code == 404


@pytest.mark.parametrize("verb", ["withdrawal", "replacement", "keeping"])
def test_another_applicants_verbs_do_not_exist(client: Client, application: Application, verb: str) -> None:
    enter(client, "other@example.com")

    assert client.post(f"/my/applications/{application.code}/{verb}/").status_code == 404
    assert Application.objects.get().is_live


def test_another_applicants_draft_cannot_be_opened_or_deleted(client: Client) -> None:
    draft = DraftFactory(email=ADDRESS)
    enter(client, "other@example.com")

    assert client.post(f"/my/drafts/{draft.pk}/opening/").status_code == 404
    assert client.post(f"/my/drafts/{draft.pk}/deletion/").status_code == 404
    assert Draft.objects.exists()


def test_withdrawing_asks_first_and_is_done_once(amina: Client, application: Application) -> None:
    """A13: what was sent can be taken back."""
    path = f"/my/applications/{application.code}/withdrawal/"
    assert "Withdraw your application?" in amina.get(path).content.decode()
    assert Application.objects.get().is_live

    for _ in range(2):
        assert amina.post(path).status_code == 302
    assert Application.objects.get().outcome == "withdrawn"
    assert OutgoingMail.objects.filter(kind="withdrawn").count() == 1
    assert "You withdrew it on" in amina.get("/my/").content.decode()


def test_after_a_withdrawal_one_can_apply_again(amina: Client, application: Application) -> None:
    path, again = f"/my/applications/{application.code}/", "Apply again</a>"
    assert again not in amina.get(path).text
    amina.post(f"{path}withdrawal/")
    assert again in amina.get(path).text
    applying.apply(amina, application.posting)

    assert Application.objects.filter(candidate__email_key=ADDRESS).count() == 2
    assert again not in amina.get(path).text


def test_after_the_deadline_nobody_applies_again(amina: Client, application: Application) -> None:
    amina.post(f"/my/applications/{application.code}/withdrawal/")
    Posting.objects.update(closed_at=timezone.now() - timedelta(hours=1))

    assert "Apply again</a>" not in amina.get(f"/my/applications/{application.code}/").text


def test_a_decision_is_not_seen_before_its_letter_has_gone(
    amina: Client, application: Application, recruiter: User
) -> None:
    before = amina.get("/my/").content
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    assert amina.get("/my/").content.split(b"<main")[1].count(b"We have it") == before.count(b"We have it")
    assert b"Withdraw" in amina.get(f"/my/applications/{application.code}/").content

    mark_sent(OutgoingMail.objects.filter(kind="rejection"))
    assert b"go on with other applicants" in amina.get("/my/").content


def test_told_another_way_is_seen_like_a_letter(
    amina: Client, application: Application, recruiter: User
) -> None:
    """A cancelled letter says nothing; how they were told stays with colleagues."""
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    OutgoingMail.objects.filter(kind="rejection").update(state="cancelled", ended_at=timezone.now())
    path = f"/my/applications/{application.code}/"
    assert b"Withdraw" in amina.get(path).content

    telling.tell_another_way(application, how="in the corridor", by=recruiter, version=2)

    said = amina.get(path).content.decode()
    assert "go on with other applicants, and told you about it" in said
    assert "Withdraw" not in said
    assert "corridor" not in said


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Stage.Kind.SCREENING, "We are reading it."),
        (Stage.Kind.INTERVIEW, "We have read it and want to go on."),
        (Stage.Kind.OFFER, "We are deciding."),
    ],
)
def test_the_state_follows_the_stage(amina: Client, application: Application, kind: str, words: str) -> None:
    move_to(application, kind)

    assert words in amina.get(f"/my/applications/{application.code}/").content.decode()


def test_the_file_comes_back_as_an_attachment(amina: Client) -> None:
    applying.apply(amina, PostingFactory(slug="it"))

    answer = amina.get(f"/my/applications/{Application.objects.get().code}/cv/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_a_draft_is_opened_here_and_deleted_with_its_file(amina: Client) -> None:
    posting = PostingFactory(slug="it")
    browser = Client()
    applying.fill_in(browser, posting)
    draft = Draft.objects.get()

    assert amina.post(f"/my/drafts/{draft.pk}/opening/")["Location"] == applying.url(posting, "review")
    assert amina.post(f"/my/drafts/{draft.pk}/deletion/")["Location"] == "/my/#yours"
    assert not Draft.objects.exists()


def test_a_draft_of_a_closed_posting_is_there_to_be_read(amina: Client) -> None:
    posting = PostingFactory(slug="it", closed_at=timezone.now() - timedelta(hours=1))
    draft = DraftFactory(email=ADDRESS, posting=posting, name="Amina Draft")

    page = amina.get("/my/").text
    assert "This position was closed on" in page
    assert "It was not sent, and is deleted" in page
    assert "Apply by" not in page
    shown = amina.post(f"/my/drafts/{draft.pk}/opening/", follow=True).text
    assert "have closed" in shown
    assert "Amina Draft" in shown


def test_signing_out_closes_the_pages(amina: Client, application: Application) -> None:
    assert amina.get("/my/sign-out/").status_code == 405
    key = amina.session.session_key
    amina.post("/my/sign-out/")

    amina.cookies["session"] = key
    assert application.code not in amina.get("/my/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_asks_as_often_for_many_as_for_one(
    amina: Client, rows: int, django_assert_num_queries: Any
) -> None:
    candidate = CandidateFactory(email=ADDRESS)
    for _ in range(rows):
        ApplicationFactory(candidate=candidate)
        DraftFactory(email=ADDRESS)
    amina.get("/my/")

    # the session, their language, applications, interviews, drafts, the organisation
    with django_assert_num_queries(6):
        amina.get("/my/")


@pytest.mark.parametrize("kind", ["received", "screening", "interview"])
def test_an_interview_to_come_is_what_the_words_say(
    amina: Client, application: Application, manager: User, kind: str
) -> None:
    Posting.objects.update(interviews_from=date(2027, 3, 22), interviews_to=date(2027, 4, 2))
    move_to(application, kind)
    interview = booked(application, manager, starts_at=at(9, 10))
    booked(application, manager, starts_at=at(12, 10))
    words = f"We meet you on {moment_in_words(at(9, 10), 'Europe/Copenhagen')}."

    for path in ("/my/", f"/my/applications/{application.code}/"):
        page = amina.get(path).content.decode()
        assert words in page
        assert "We have it" not in page
        assert "We are reading it" not in page
    here = page.split('class="is-here"')[1].split("</li>")[0]
    assert "Interviews and assessments" in here

    for each in (interview, *application.interviews.live()):
        booking.cancel(each, by=manager)
    assert "We meet you on" not in amina.get("/my/").content.decode()


def test_whom_one_meets_and_what_they_write_is_there(
    amina: Client, application: Application, manager: User, interviewer: User
) -> None:
    booked(application, manager, interviewer, message="Bring nothing.\nAsk for Mads.")

    page = amina.get(f"/my/applications/{application.code}/").text
    assert f"You meet: {interviewer.name}, {manager.name}" in page or (
        f"You meet: {manager.name}, {interviewer.name}" in page
    )
    assert "Bring nothing.\nAsk for Mads." in page


def test_who_has_withdrawn_is_met_no_more(amina: Client, application: Application, manager: User) -> None:
    booked(application, manager)
    deciding.withdraw(application, by="applicant")

    assert "You withdrew it on" in amina.get("/my/").content.decode()
