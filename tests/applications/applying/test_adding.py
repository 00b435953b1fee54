"""Adding somebody by hand: what is made, who is told what, and when it is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, User
from applications.applying import adding, contesting, submitting
from applications.models import Application, Candidate, Draft
from applications.sources import BY_HAND, Source
from applications.transitions import deciding
from audit.models import Entry
from core.errors import DomainError
from files.models import StoredFile
from mail.models import OutgoingMail
from postings.models import Posting
from tests.applications.applying import applying
from tests.applications.applying.coming_back import enter
from tests.decisions import reject
from tests.factories import ApplicationFactory, PostingFactory, QuestionFactory, ReasonFactory

pytestmark = pytest.mark.django_db
WHO = {"name": "Amina Example", "email": "amina@example.com"}
FROM = {"source": Source.REFERRAL, "referred_by": "Rasmus Referrer"}
LATE = "The agency's mail lay in our spam folder."


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it", title="Head of IT")


def add(posting: Posting, *, by: User, **changes: Any) -> Application:
    return adding.add(posting, by=by, **{**WHO, **FROM, "cv": applying.cv(), **changes})


def over(posting: Posting) -> Posting:
    """Its deadline was yesterday."""
    Posting.objects.filter(pk=posting.pk).update(
        deadline=(timezone.now() - timedelta(days=2)).date(), opens_at=timezone.now() - timedelta(days=9)
    )
    return Posting.objects.get(pk=posting.pk)


def letter() -> OutgoingMail:
    return OutgoingMail.objects.get(kind="added_by_hand")


def test_what_is_added_is_an_application_like_others(posting: Posting, recruiter: User) -> None:
    question = QuestionFactory(posting=posting, is_required=True)

    made = Application.objects.get(pk=add(posting, by=recruiter).pk)

    assert (made.name, made.email, made.candidate.email_key) == (*WHO.values(), "amina@example.com")
    assert (made.source, made.referred_by, made.added_by) == ("referral", "Rasmus Referrer", recruiter)
    assert (made.stage.kind, made.outcome, made.version, made.proved_at) == ("received", "", 1, None)
    assert made.late_reason == ""
    assert made.submitted_at < made.deadline_used
    assert [(one.question, one.value) for one in made.answers.all()] == [(question, "")]
    assert (made.cv.name, made.cv.scan) == ("cv.pdf", StoredFile.objects.get().scan)


def test_who_added_it_is_in_the_history_and_on_record(posting: Posting, recruiter: User) -> None:
    made = add(posting, by=recruiter)

    assert [move.sentence for move in made.transitions.all()] == ["Rita Recruiter added it"]
    entry = Entry.objects.get(action="application.added")
    assert entry.object_id == str(made.pk)
    assert entry.actor == f"user:{recruiter.pk}"
    assert not Entry.objects.filter(action="application.submitted").exists()


def test_the_letter_says_what_is_held_and_from_whom(posting: Posting, recruiter: User) -> None:
    """GDPR article 14: who, what, from whom, why, on what ground, how long, whom to ask, what one can do."""
    Organisation.objects.create(pk=1, name="Example Works", privacy_contact="privacy@example.com")

    made = add(posting, by=recruiter)

    mail = letter()
    assert (mail.to, mail.language) == ("amina@example.com", "en")
    assert mail.headers["Reply-To"] == "contact@example.com"
    for said in (
        "Example Works",
        "Rasmus Referrer recommended you to us",
        "your name, this e-mail address and your CV",
        "Head of IT",
        made.code,
        "article 6(1)(f)",
        "nothing is deleted by itself",
        "privacy@example.com",
        "you can object",
        "/my/",
    ):
        assert said in mail.text
    assert OutgoingMail.objects.count() == 1  # no receipt: they sent nothing


@pytest.mark.parametrize(
    ("privacy_contact", "contact_email", "asked"),
    [("", "contact@example.com", "Whom to ask: contact@example.com"), ("", "", "Whom to ask: Example Works")],
)
def test_without_a_data_contact_the_letter_names_the_next(
    posting: Posting, recruiter: User, privacy_contact: str, contact_email: str, asked: str
) -> None:
    Organisation.objects.create(pk=1, name="Example Works", privacy_contact=privacy_contact)
    posting.contact_email = contact_email
    posting.save(update_fields=["contact_email"])

    add(posting, by=recruiter)

    assert asked in letter().text


WORDS = {
    Source.REFERRAL: "Nordic Search recommended you to us and gave us your CV.",
    Source.AGENCY: "Nordic Search, an agency, proposed you to us and gave us your CV.",
    Source.FORWARDED: "Nordic Search forwarded your CV to us.",
    Source.OTHER: "We have it from: Nordic Search.",
}


@pytest.mark.parametrize("source", BY_HAND)
def test_the_letter_says_the_source_in_words(posting: Posting, recruiter: User, source: Source) -> None:
    add(posting, by=recruiter, source=source, referred_by="Nordic Search")

    assert f"From whom we have it: {WORDS[source]}" in letter().text


def test_the_letter_is_in_the_language_of_the_posting(posting: Posting, recruiter: User) -> None:
    Posting.objects.update(language="da")

    made = add(posting, by=recruiter)

    assert (made.language, letter().language) == ("da", "da")


def test_its_link_leads_to_what_is_held_and_to_withdrawing(posting: Posting, recruiter: User) -> None:
    made = add(posting, by=recruiter)
    me = enter(Client())

    page = me.get(f"/my/applications/{made.code}/").text
    assert "What we hold" in page
    assert "What you sent" not in page
    assert "Rasmus Referrer recommended you to us" in page
    assert "Somebody else gave it to us" in me.get("/my/").text
    assert me.post(f"/my/applications/{made.code}/withdrawal/").status_code == 302
    assert Application.objects.get().outcome == "withdrawn"


def test_whom_a_wrong_address_reached_sets_it_aside(desk: Client, posting: Posting, recruiter: User) -> None:
    """The address is unproved: the link of the letter speaks for the mailbox, as that of a receipt."""
    add(posting, by=recruiter)
    mail = letter()
    path = next(path for path in mail.text.split() if "/my/contest/" in path)
    path = "/" + path.split("/", 3)[3]

    page = Client().get(path).text
    assert "Is this not about you?" in page
    assert "somebody applied" not in page
    assert Client().post(path).status_code == 302
    assert "It is not about you." in Client().get(path).text
    made = Application.objects.get()
    assert made.outcome == "contested"
    assert "said in the letter that it is not about them" in desk.get(f"/desk/applications/{made.code}/").text


def test_the_link_that_speaks_for_the_mailbox_is_for_its_reader_alone(
    desk: Client, posting: Posting, recruiter: User
) -> None:
    made = add(posting, by=recruiter)

    page = (
        desk.get(f"/desk/outbox/{letter().pk}/").text + desk.get(f"/desk/outbox/{letter().pk}/message/").text
    )

    assert made.code in page
    assert contesting.token_for(made) not in page


@pytest.mark.parametrize("reason", ["", LATE])
def test_in_time_no_reason_is_kept(posting: Posting, recruiter: User, reason: str) -> None:
    assert add(posting, by=recruiter, late_reason=reason).late_reason == ""


def test_after_the_deadline_it_takes_a_reason(posting: Posting, recruiter: User) -> None:
    late = over(posting)

    with pytest.raises(DomainError, match="Say why this one is taken") as refused:
        add(late, by=recruiter)
    assert refused.value.field == "late_reason"
    assert not Application.objects.exists()
    assert not StoredFile.objects.exists()

    made = add(late, by=recruiter, late_reason=LATE)
    assert (made.late_reason, made.deadline_used) == (LATE, late.ends_at)
    assert made.submitted_at > made.deadline_used


def test_the_deadline_that_counts_is_the_one_that_stands(posting: Posting, recruiter: User) -> None:
    """Not the one that the page was made from."""
    over(posting)

    with pytest.raises(DomainError, match="Say why"):
        add(posting, by=recruiter)


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_a_posting_that_is_no_more_or_not_yet_refuses(posting: Posting, recruiter: User, state: str) -> None:
    Posting.objects.update(state=state)

    with pytest.raises(DomainError, match=state):
        add(posting, by=recruiter, late_reason=LATE)
    assert not Candidate.objects.exists()


def test_before_it_opens_somebody_can_be_added(posting: Posting, recruiter: User) -> None:
    Posting.objects.update(opens_at=timezone.now() + timedelta(days=1))

    assert add(posting, by=recruiter).late_reason == ""


@pytest.mark.parametrize("email", ["amina@example.com", "AMINA@Example.com"])
def test_one_person_has_one_application_for_a_posting(posting: Posting, recruiter: User, email: str) -> None:
    first = add(posting, by=recruiter)

    with pytest.raises(adding.Stands, match=email) as refused:
        add(posting, by=recruiter, email=email)

    assert refused.value.application == first
    assert (Application.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert OutgoingMail.objects.count() == 1


def test_whoever_applied_themselves_is_not_added(client: Client, posting: Posting, recruiter: User) -> None:
    applying.apply(client, posting)

    with pytest.raises(adding.Stands):
        add(posting, by=recruiter)
    assert not OutgoingMail.objects.filter(kind="added_by_hand").exists()


def test_for_another_posting_or_after_a_withdrawal_it_is_taken(posting: Posting, recruiter: User) -> None:
    deciding.withdraw(add(posting, by=recruiter))

    assert add(posting, by=recruiter).is_live
    assert add(PostingFactory(), by=recruiter).is_live
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("s44_html_renamed.pdf", "web page"),
        ("s42_encrypted_user_password.pdf", "password"),
        ("s40_zero_bytes.pdf", "empty"),
    ],
)
def test_its_cv_is_checked_like_an_applicants(
    posting: Posting, recruiter: User, file: str, said: str
) -> None:
    with pytest.raises(DomainError, match=said) as refused:
        add(posting, by=recruiter, cv=applying.cv(file))

    assert refused.value.field == "cv"
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_their_own_application_waits_and_the_mail_says_why(posting: Posting, recruiter: User) -> None:
    """Rule 12: whoever typed the address may be somebody else; the mailbox chooses."""
    made = add(posting, by=recruiter)

    applying.apply(Client(), posting, name="Amina Herself")

    assert Application.objects.get().name == "Amina Example"
    assert Draft.objects.get().is_waiting
    [mail] = OutgoingMail.objects.exclude(kind="added_by_hand")
    assert mail.kind == "sent_after_added"
    assert "somebody gave it to us" in mail.text
    assert "applied twice" not in mail.text + mail.subject

    submitting.replace(made)
    after = Application.objects.get()
    assert (after.name, after.from_whom) == ("Amina Herself", "")
    assert (after.source, after.referred_by) == ("referral", "Rasmus Referrer")
    assert OutgoingMail.objects.filter(kind="receipt").count() == 1
    assert "What you sent" in enter(Client()).get(f"/my/applications/{made.code}/").text


def test_a_second_text_of_their_own_is_asked_about_as_ever(posting: Posting, recruiter: User) -> None:
    made = add(posting, by=recruiter)
    applying.apply(Client(), posting, name="Amina Herself")
    submitting.replace(made)

    applying.apply(Client(), posting, name="Amina Later")

    assert OutgoingMail.objects.filter(kind="second_submission").count() == 1


def test_rejecting_goes_on_as_usual(posting: Posting, recruiter: User) -> None:
    reject(add(posting, by=recruiter), reason=ReasonFactory(), by=recruiter, version=1)

    assert OutgoingMail.objects.get(kind="rejection").to == "amina@example.com"


BY = {"source": "referral", "referred_by": "Somebody"}
PAST = {"deadline_used": timezone.now() - timedelta(days=1)}


@pytest.mark.parametrize(
    ("fields", "has_adder"),
    [
        (PAST, False),  # late, for no reason
        ({**PAST, "late_reason": "x"}, False),  # and nobody who added it
        ({**PAST, **BY}, True),
        ({**BY, "late_reason": "x"}, True),  # a reason, though it was in time
        ({"source": "referral"}, True),  # from nobody
        (BY, False),  # by nobody
        ({"source": "site"}, True),
        ({"source": "site", "referred_by": "x"}, False),
        ({"source": "elsewhere", "referred_by": "x"}, True),
    ],
)
def test_the_database_takes_no_half_of_it(recruiter: User, fields: dict[str, Any], has_adder: bool) -> None:
    adder = {"added_by": recruiter} if has_adder else {}

    with pytest.raises(IntegrityError, match=r"application_(in_time|added_whole)"), transaction.atomic():
        ApplicationFactory(**fields, **adder)


def test_the_database_takes_a_late_one_that_is_whole(recruiter: User) -> None:
    assert ApplicationFactory(**PAST, **BY, late_reason="x", added_by=recruiter).pk
