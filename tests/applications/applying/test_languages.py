"""The language in which somebody applies is that in which they are written to."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Organisation, User
from applications.applying import applicant_session, languages, reminders
from applications.models import Application, Draft
from applications.outcomes import Outcome
from applications.transitions import deciding
from core.languages import speaking
from mail.models import OutgoingMail
from postings.models import Posting
from tests.applications.applying.applying import apply, background, details, fill_in, send, url
from tests.factories import ApplicationFactory, DraftFactory, PostingFactory, ReasonFactory

pytestmark = pytest.mark.django_db
CHOICE = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture
def danish() -> Posting:
    return PostingFactory(language="da", title="Driftschef")


def letter(kind: str) -> OutgoingMail:
    return OutgoingMail.objects.get(kind=kind)


def test_who_applies_for_a_danish_posting_gets_danish_letters(client: Client, danish: Posting) -> None:
    apply(client, danish)

    mail = letter("receipt")
    assert Application.objects.get().language == mail.language == "da"
    assert mail.subject == "Vi har din ansøgning: Driftschef"
    assert "Kære Amina Example" in mail.text
    assert "ved dagens udgang (København)" in mail.text
    assert '<html lang="da"' in mail.html
    assert "Eller kopiér denne adresse:" in mail.html


def test_who_chose_english_for_a_danish_posting_gets_english_letters(client: Client, danish: Posting) -> None:
    client.get("/jobs/", {"lang": "en"})  # chosen on another page, before

    apply(client, danish)

    assert Application.objects.get().language == "en"
    assert "Dear Amina Example" in letter("receipt").text


def test_a_switch_on_the_way_turns_the_draft(client: Client, danish: Posting) -> None:
    details(client, danish)
    assert Draft.objects.get().language == "da"

    client.get(url(danish, "background"), {"lang": "en"})
    assert Draft.objects.get().language == "en"

    background(client, danish, leave="1")
    assert "Hello," in letter("draft_link").text


def test_a_switch_before_the_last_press_counts(client: Client, danish: Posting) -> None:
    fill_in(client, danish)
    client.get(url(danish, "review"), {"lang": "en"})

    send(client, danish)

    assert letter("receipt").language == "en"


def test_a_draft_is_opened_by_its_link_in_its_own_language(client: Client, danish: Posting) -> None:
    details(client, danish)
    client.get(url(danish, "background"), {"lang": "en"})
    background(client, danish, leave="1")
    [link] = [line.split(": ")[1] for line in letter("draft_link").text.split("\n") if "/open/" in line]
    elsewhere = Client()

    elsewhere.post(link)

    assert '<html lang="en"' in elsewhere.get(url(danish)).text


def enter(client: Client, address: str) -> None:
    session = client.session
    applicant_session.put(session, address=address)
    session.save()
    client.cookies["session"] = session.session_key


def test_switching_below_my_turns_all_that_is_theirs(client: Client) -> None:
    mine, other = ApplicationFactory(), ApplicationFactory()
    draft = DraftFactory(email=mine.candidate.email)
    enter(client, mine.candidate.email_key)

    client.get("/my/", {"lang": "da"})

    for row, expected in ((mine, "da"), (draft, "da"), (other, "en")):
        row.refresh_from_db()
        assert row.language == expected


def test_switching_without_being_signed_in_turns_nothing(client: Client) -> None:
    application = ApplicationFactory()

    client.get("/my/", {"lang": "da"})
    client.get(f"/my/applications/{application.code}/", {"lang": "da"})

    application.refresh_from_db()
    assert application.language == "en"


def test_what_they_sent_last_says_what_they_read() -> None:
    first = ApplicationFactory(language="en")
    key = first.candidate.email_key
    DraftFactory(email=key, language="da")

    assert languages.of_person("nobody@example.com") == ""
    assert languages.of_person(key) == "en"
    ApplicationFactory(candidate=first.candidate, language="da")
    assert languages.of_person(key) == "da"


@pytest.mark.parametrize("theirs, ours", [("da", "en"), ("en", "da")])
@pytest.mark.parametrize("kind", [Outcome.REJECTED, Outcome.HIRED, Outcome.RESERVE])
def test_a_decision_is_told_in_their_language_and_not_in_ours(
    recruiter: User, kind: Outcome, theirs: str, ours: str
) -> None:
    application = ApplicationFactory(language=theirs)
    reason = ReasonFactory() if kind == Outcome.REJECTED else None

    with speaking(ours):
        deciding.decide(application, kind=kind, by=recruiter, version=1, reason=reason)

    mail = OutgoingMail.objects.get()
    assert mail.language == theirs
    assert mail.text.startswith("Kære " if theirs == "da" else "Dear ")


def test_a_team_is_reminded_each_in_their_own_language(
    recruiter: User, manager: User, django_assert_num_queries: Any
) -> None:
    Organisation.objects.create(language="da")
    User.objects.filter(pk=recruiter.pk).update(language="en")
    posting = PostingFactory()
    posting.members.add(manager)

    with speaking("en"):
        reminders._tell_team(posting, "team_waiting", due=posting.opens_at, waiting="3")

    said = {mail.to_user_id: (mail.language, mail.subject[:7]) for mail in OutgoingMail.objects.all()}
    assert said == {recruiter.pk: ("en", "Waiting"), manager.pk: ("da", "Har ven")}
