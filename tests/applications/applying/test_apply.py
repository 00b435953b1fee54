"""The whole way of an applicant through the real client: details, background, CV, check and send, receipt."""

import pytest
from django.test import Client

from applications.models import Application, Candidate, Draft, Transition
from audit.models import Entry
from mail.models import OutgoingMail
from postings.models import Posting, Question
from tests.applications.applying import applying
from tests.factories import PostingFactory, QuestionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it", title="Head of IT Operations")


def test_the_whole_way_makes_one_application(client: Client, posting: Posting) -> None:
    answer = applying.apply(client, posting)

    application = Application.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/jobs/it/apply/receipt/{application.code}/"
    assert (application.name, application.email) == ("Amina Example", "amina@example.com")
    assert application.motivation == "I like servers."
    assert application.cv.name == "cv.pdf"
    assert application.stage.kind == "received"
    assert application.deadline_used == Posting.objects.get().closes_at
    assert Candidate.objects.get().email_key == "amina@example.com"
    assert Transition.objects.get().version == 1
    assert Entry.objects.filter(action="application.submitted", actor="applicant").count() == 1
    assert Draft.objects.get().cv is None


def test_the_receipt_says_what_was_received_and_survives_a_reload(client: Client, posting: Posting) -> None:
    address = applying.apply(client, posting)["Location"]

    for _ in range(2):
        page = client.get(address).content.decode()
        assert "We have your application" in page
        assert Application.objects.get().code in page
        assert "UTC+0" in page
        assert "(you are here)" in page
    assert Client().get(address).status_code == 404


def test_the_receipt_mail_is_written_with_the_application(client: Client, posting: Posting) -> None:
    applying.apply(client, posting)

    application = Application.objects.get()
    mail = OutgoingMail.objects.get()
    assert mail.dedupe_key == f"receipt:{application.pk}:1"
    assert mail.to == "amina@example.com"
    assert application.code in mail.text
    assert "UTC+0" in mail.text
    assert "Apply by: " in mail.text
    assert "/my/" in mail.text


def test_questions_of_the_posting_are_asked_and_kept_as_worded(client: Client, posting: Posting) -> None:
    choice = QuestionFactory(
        posting=posting, kind=Question.Kind.ONE_OF, text="Where?", choices=["Kalundborg", "Elsewhere"]
    )
    number = QuestionFactory(posting=posting, kind=Question.Kind.NUMBER, text="Years?", is_required=True)
    applying.details(client, posting)
    applying.background(
        client, posting, **{f"question_{choice.pk}": "Kalundborg", f"question_{number.pk}": "2,5"}
    )
    applying.give_cv(client, posting)
    applying.send(client, posting)

    answers = Application.objects.get().answers.values_list("text", "value")
    assert list(answers) == [("Where?", "Kalundborg"), ("Years?", "2.5")]


def test_a_look_makes_no_draft_and_no_cookie_of_drafts(client: Client, posting: Posting) -> None:
    client.get(applying.url(posting))

    assert not Draft.objects.exists()
    assert "drafts" not in client.cookies


def test_the_unsent_draft_is_there_again_in_the_same_browser(client: Client, posting: Posting) -> None:
    applying.details(client, posting)

    assert "amina@example.com" in client.get(applying.url(posting)).content.decode()
    assert "amina@example.com" not in Client().get(applying.url(posting)).content.decode()
    applying.details(client, posting, name="Amina E. Example")
    assert Draft.objects.get().name == "Amina E. Example"


def test_a_second_position_knows_who_applies(client: Client, posting: Posting) -> None:
    """A11: known answers are not asked again."""
    applying.apply(client, posting)

    page = client.get(applying.url(PostingFactory(slug="trainee"))).content.decode()
    assert "Amina Example" in page
    assert "+45 12 34 56 78" in page


def test_steps_can_be_revisited_and_lead_back_to_the_review(client: Client, posting: Posting) -> None:
    applying.fill_in(client, posting)

    answer = applying.details(client, posting, name="Amina Changed")
    assert answer["Location"] == applying.url(posting, "review")
    assert "Amina Changed" in client.get(answer["Location"]).content.decode()


def test_a_step_that_lacks_something_is_where_the_review_leads(client: Client, posting: Posting) -> None:
    applying.details(client, posting)

    assert client.get(applying.url(posting, "review"))["Location"] == applying.url(posting, "background")


def test_a_question_added_later_brings_the_applicant_back_to_it(client: Client, posting: Posting) -> None:
    applying.fill_in(client, posting)
    pk = applying.draft_shown(client, posting)
    QuestionFactory(posting=posting, is_required=True)

    answer = client.post(applying.url(posting, "review"), {"draft": pk})
    assert answer["Location"] == applying.url(posting, "background")
    assert not Application.objects.exists()


def test_another_browser_cannot_send_my_draft(client: Client, posting: Posting) -> None:
    """S27: a draft opens only where it was made, or by its link."""
    applying.fill_in(client, posting)
    pk = applying.draft_shown(client, posting)

    other = Client()
    assert other.post(applying.url(posting, "review"), {"draft": pk}).status_code == 302
    other.cookies["drafts"] = f"[{pk}]"
    assert other.post(applying.url(posting, "review"), {"draft": pk}).status_code == 302
    assert not Application.objects.exists()


@pytest.mark.parametrize("step", ["", "background", "cv", "review"])
def test_drafts_are_never_stored_by_a_proxy(client: Client, posting: Posting, step: str) -> None:
    """S18: no-store on the pages of a draft."""
    applying.fill_in(client, posting)

    assert "no-store" in client.get(applying.url(posting, step))["Cache-Control"]


def test_a_posting_that_is_not_there_yet_has_no_form(client: Client) -> None:
    draft = PostingFactory(state="draft")

    assert client.get(applying.url(draft)).status_code == 404
    assert client.get("/jobs/none/apply/").status_code == 404


def test_a_question_and_its_help_are_shown_as_they_were_typed(client: Client, posting: Posting) -> None:
    QuestionFactory(posting=posting, text="Is 3 < 4?", help="Write <b>yes</b> & no more.")
    applying.details(client, posting)

    page = client.get(applying.url(posting, "background")).content.decode()

    assert "Is 3 &lt; 4?" in page
    assert "Write &lt;b&gt;yes&lt;/b&gt; &amp; no more." in page
