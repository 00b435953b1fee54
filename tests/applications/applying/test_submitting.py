"""Receiving an application: second submits for one address, replace or keep, limits."""

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.applying import submitting
from applications.models import Application, Draft
from applications.transitions import deciding
from audit.models import Entry
from mail.models import OutgoingMail
from postings.models import Posting
from postings.publishing import close
from tests.applications.applying import applying
from tests.applications.applying.coming_back import enter
from tests.decisions import reject
from tests.factories import DecisionFactory, PostingFactory, QuestionFactory, ReasonFactory
from tests.races import before_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it")


@pytest.fixture
def first(client: Client, posting: Posting) -> Application:
    applying.apply(client, posting)
    return Application.objects.get()


def again(posting: Posting, **changes: str) -> str:
    return applying.apply(Client(), posting, **changes)["Location"]


def test_a_second_submit_is_answered_like_the_first(first: Application, posting: Posting) -> None:
    """Nobody can find out who applied: the same page, the same reference, its own time."""
    stranger = Client()
    answer = applying.apply(stranger, posting, name="Somebody Else")

    page = stranger.get(answer["Location"]).content.decode()
    assert answer["Location"].endswith(f"/receipt/{first.code}/")
    assert "We have your application" in page
    assert "Amina" not in page.replace("amina@example.com", "")
    assert Application.objects.get().name == "Amina Example"
    assert Draft.objects.filter(is_waiting=True).count() == 1


def test_only_the_mail_says_that_there_are_two(first: Application, posting: Posting) -> None:
    again(posting, name="Amina Newer")
    again(posting, name="Amina Newest")

    mails = OutgoingMail.objects.filter(kind="second_submission")
    assert [mail.to for mail in mails] == ["amina@example.com"]
    assert OutgoingMail.objects.filter(kind="receipt").count() == 1


def test_the_same_text_again_is_nothing_new(first: Application, posting: Posting) -> None:
    """C1: mixed case, another tab: one row, equal receipts, one mail."""
    places = {again(posting, email=address) for address in ["AMINA@example.com", "amina@Example.COM"]}

    assert places == {f"/jobs/it/apply/receipt/{first.code}/"}
    assert OutgoingMail.objects.count() == 1
    assert not Draft.objects.filter(is_waiting=True).exists()


def test_a_second_press_after_the_end_is_thanked_like_the_first(
    client: Client, posting: Posting, recruiter: User
) -> None:
    """C2: what was received in time stays received; the back button is not told that it is late."""
    applying.fill_in(client, posting)
    pk = applying.draft_shown(client, posting)
    submitting.submit(pk, slug="it")
    close(posting, by=recruiter)

    answer = client.post(applying.url(posting, "review"), {"draft": pk})

    assert answer["Location"] == f"/jobs/it/apply/receipt/{Application.objects.get().code}/"


def test_the_applicant_replaces_the_text(first: Application, posting: Posting) -> None:
    question = QuestionFactory(posting=posting)
    other = Client()
    applying.details(other, posting, name="Amina Newer")
    applying.background(other, posting, motivation="Better.", **{f"question_{question.pk}": "Yes"})
    applying.give_cv(other, posting, applying.cv("s02_kasper_opdigtsen_sb2nov.pdf", shown="new.pdf"))
    applying.send(other, posting)
    mine = enter(Client())
    assert "Which text should we read?" in mine.get(f"/my/applications/{first.code}/").content.decode()

    for _ in range(2):
        assert mine.post(f"/my/applications/{first.code}/replacement/").status_code == 302
    application = Application.objects.get()
    assert (application.name, application.motivation) == ("Amina Newer", "Better.")
    assert application.cv.name == "new.pdf"
    assert list(application.answers.values_list("value", flat=True)) == ["Yes"]
    assert (application.text_version, application.version) == (2, 1)
    assert application.submitted_at == first.submitted_at
    assert OutgoingMail.objects.filter(kind="receipt").count() == 2
    assert Entry.objects.filter(action="application.text_replaced").count() == 1
    assert "Which text" not in mine.get(f"/my/applications/{first.code}/").content.decode()


def test_the_newest_of_several_waiting_texts_takes_the_place(first: Application, posting: Posting) -> None:
    again(posting, name="Amina Newer")
    again(posting, name="Amina Newest")

    submitting.replace(first)

    assert Application.objects.get().name == "Amina Newest"


def test_the_cv_that_was_replaced_stays_with_the_draft(first: Application, posting: Posting) -> None:
    """It goes with the draft, 48 hours after the deadline; the one that is read now does not."""
    again(posting, name="Amina Newer")
    new = Draft.objects.get(is_waiting=True).cv

    submitting.replace(first)

    assert Application.objects.get().cv == new
    assert Draft.objects.get(cv__isnull=False).cv == first.cv


def test_the_applicant_keeps_the_text(first: Application, posting: Posting) -> None:
    again(posting, name="Amina Newer")

    enter(Client()).post(f"/my/applications/{first.code}/keeping/")
    assert Application.objects.get().name == "Amina Example"
    assert not Draft.objects.filter(is_waiting=True).exists()
    again(posting, name="Amina Newest")
    assert OutgoingMail.objects.filter(kind="second_submission").count() == 2


def test_a_closed_application_is_not_replaced(first: Application, posting: Posting) -> None:
    again(posting, name="Amina Newer")
    deciding.withdraw(first)

    assert enter(Client()).post(f"/my/applications/{first.code}/replacement/").status_code == 409


def test_after_the_answer_a_second_application_is_told_so(first: Application, posting: Posting) -> None:
    """Same page for everybody; the mail to the address says that the new one is not read."""
    with transaction.atomic():
        Application.objects.update(outcome="reserve")
        DecisionFactory(application=first, kind="reserve", told_at=timezone.now())

    assert again(posting, name="Amina Newer") == f"/jobs/it/apply/receipt/{first.code}/"
    assert OutgoingMail.objects.filter(kind="answered_already").count() == 1
    assert not Draft.objects.filter(is_waiting=True).exists()


def test_a_rejection_that_nobody_was_told_of_does_not_show(
    first: Application, posting: Posting, recruiter: User
) -> None:
    """Decision is not telling: until the letter has gone a second text waits like any other."""
    reject(first, reason=ReasonFactory(), by=recruiter, version=1)
    again(posting, name="Amina Newer")

    assert OutgoingMail.objects.filter(kind="second_submission").count() == 1
    assert enter(Client()).post(f"/my/applications/{first.code}/replacement/").status_code == 302
    assert Application.objects.get().outcome == "rejected"


def test_the_same_address_may_apply_for_another_position(first: Application) -> None:
    again(PostingFactory(slug="trainee"))

    assert Application.objects.count() == 2
    assert Application.objects.values("candidate").distinct().count() == 1


def test_five_texts_an_hour_from_one_place_and_address(first: Application, posting: Posting) -> None:
    """S62: the sixth is a 429 whose text is kept; a forged address of the browser changes nothing."""
    for number in range(4):
        again(posting, name=f"Amina {number}")
    browser = Client(headers={"X-Forwarded-For": "203.0.113.7"})

    answer = applying.apply(browser, posting, name="Amina Last")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert "Your text is saved" in answer.content.decode()
    assert Draft.objects.unsent().get().name == "Amina Last"
    assert applying.apply(Client(), posting, email="b@example.com").status_code == 302


def test_five_texts_of_a_stranger_leave_the_owner_theirs(first: Application, posting: Posting) -> None:
    """S62, S70: counted by address and place together: the same address from elsewhere is somebody else."""
    for number in range(4):
        again(posting, name=f"A Stranger {number}")
    assert applying.apply(Client(), posting, name="One More").status_code == 429

    owner = Client(REMOTE_ADDR="198.51.100.7")
    assert applying.apply(owner, posting, name="The Owner").status_code == 302


def test_everything_of_a_submit_is_written_or_nothing(client: Client, posting: Posting) -> None:
    """R1: a failure in the last step leaves no application and no mail."""
    applying.fill_in(client, posting)
    pk = applying.draft_shown(client, posting)

    def fails() -> None:
        raise OSError("the last step")

    with pytest.raises(OSError, match="last step"), before_statement('UPDATE "applications_draft"', fails):
        submitting.submit(pk, slug="it")
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert Draft.objects.unsent().exists()
