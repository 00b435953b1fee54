"""One application as staff see it: CV beside answers, what was decided, what follows, who did what."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding, moving
from audit.models import Entry
from core.languages import speaking
from desk import history
from files import store
from files.models import StoredFile
from mail.models import OutgoingMail
from screening import notes
from tests.decisions import reject
from tests.factories import (
    ApplicationFactory,
    MembershipFactory,
    PostingFactory,
    ReasonFactory,
    StoredFileFactory,
    mark_sent,
)
from tests.interviews.plans import booked

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(manager: User, interviewer: User) -> Application:
    made = ApplicationFactory(name="Amina Example", motivation="I like harbours.")
    MembershipFactory(posting=made.posting, user=manager)
    made.readers.create(user=interviewer, why="test")
    return made


def at(application: Application, rest: str = "") -> str:
    return f"/desk/applications/{application.code}/{rest}"


def said(client: Client, application: Application, rest: str = "") -> str:
    answer = client.get(at(application, rest))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_what_was_sent(client: Client, application: Application, recruiter: User) -> None:
    application.answers.create(kind="number", text="How many years?", value="7")
    application.posting.criteria.create(text="Has run a data centre")
    client.force_login(recruiter)

    page = said(client, application)

    for words in ["Amina Example", "I like harbours.", "How many years?", ">7<", "Has run a data centre"]:
        assert words in page


def test_short_answers_stand_among_the_facts(
    client: Client, application: Application, recruiter: User
) -> None:
    application.answers.create(kind="long_text", text="What broke?", value="The cooling.", position=0)
    application.answers.create(kind="yes_no", text="On call?", value="yes", position=1)
    application.answers.create(kind="one_of", text="Which shift?", value="", position=2)
    client.force_login(recruiter)

    page = said(client, application)

    facts, rest = page.split('class="facts facts-pairs"')[1].split("</dl>", 1)
    assert "<dt>On call?</dt><dd>Yes</dd>" in facts
    assert '<dt>Which shift?</dt><dd><span class="quiet">Not answered.</span></dd>' in facts
    assert "<h3>What broke?</h3>" in rest.split("<section")[0]


def test_a_bar_leads_to_each_part(client: Client, application: Application, recruiter: User) -> None:
    client.force_login(recruiter)
    bare = said(client, application).split('class="anchors"')[1]
    application.posting.criteria.create(text="Has run a data centre")

    bar, parts = said(client, application).split('class="anchors"')[1].split("</nav>", 1)

    led_to = re.findall(r'href="#(\w+)"', bar)
    assert led_to == ["answers", "criteria", "notes", "interviews", "letters", "history"]
    assert re.findall(r'<h2 id="(\w+)"', parts) == led_to
    assert "#criteria" not in bare


@pytest.mark.parametrize("has_others", [True, False])
def test_the_bar_leads_to_other_applications_where_they_stand(has_others: bool) -> None:
    bar = render_to_string("desk/includes/anchors.html", {"has_others": has_others})

    assert ('href="#others"' in bar) is has_others


def test_letters_have_a_part_of_their_own(
    client: Client, application: Application, recruiter: User, interviewer: User
) -> None:
    client.force_login(recruiter)
    none = said(client, application)
    deciding.withdraw(application)

    letters, rest = said(client, application).split('id="letters"')[1].split("</section>", 1)

    assert "No letter has been written." in none
    assert f"letter to {application.email}" in letters
    assert f"letter to {application.email}" in rest  # in its history, too
    client.force_login(interviewer)
    assert 'id="letters"' not in (theirs := said(client, application))
    assert "#letters" not in theirs


def test_history_says_who_beside_what(client: Client, application: Application, recruiter: User) -> None:
    moving.move(application, to=application.posting.stages.get(kind="offer"), by=recruiter, version=1)
    booked(application, recruiter)
    client.force_login(recruiter)

    interviews = application.interviews.all()

    with speaking("da"):
        danish = history.of(application, interviews=interviews, proposals=[], letters=[])
    english = history.of(application, interviews=interviews, proposals=[], letters=[])

    assert [(event.who, event.what) for event in english if event.who] == [
        ("Rita Recruiter", "set an interview"),
        ("Rita Recruiter", "moved it to Offer"),
        ("The applicant", "sent it"),
    ]
    assert [event.who for event in danish if event.who] == ["Rita Recruiter", "Rita Recruiter", "Ansøgeren"]
    [interview] = [event for event in english if event.what == "set an interview"]
    assert interview.href
    assert interview.note


def test_what_an_applicant_typed_is_text(client: Client, application: Application, recruiter: User) -> None:
    """V8: nothing that somebody typed becomes markup."""
    evil = "<script>alert(1)</script>"
    Application.objects.filter(pk=application.pk).update(name=evil, motivation=evil, current_position=evil)
    application.answers.create(kind="short_text", text=evil, value=evil)
    notes.note(application, body=evil, by=recruiter)
    application.cv.name = evil
    application.cv.save()
    client.force_login(recruiter)

    for page in [at(application), "/desk/applications/", f"/desk/postings/{application.posting.slug}/board/"]:
        assert "<script>alert" not in client.get(page).content.decode()


def test_opening_it_is_on_record(client: Client, application: Application, interviewer: User) -> None:
    """D11, S13: who has read what is told by the audit log, and a page writes nothing else."""
    client.force_login(interviewer)

    said(client, application)

    entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.object_id) == (
        "application.read",
        f"user:{interviewer.pk}",
        str(application.pk),
    )


def test_a_pdf_stands_as_pictures_of_its_pages(
    client: Client, application: Application, interviewer: User
) -> None:
    application.cv.pages.create(number=1, key=store.keep(b"RIFF picture"), width=800, height=1131)
    client.force_login(interviewer)

    assert f'src="{at(application, "cv/pages/1/")}"' in said(client, application)
    picture = client.get(at(application, "cv/pages/1/"))
    assert (picture["Content-Type"], b"".join(picture)) == ("image/webp", b"RIFF picture")
    assert client.get(at(application, "cv/pages/2/")).status_code == 404


@pytest.mark.parametrize(
    "reading, fields, words",
    [
        ("waiting", {}, "still being read"),
        ("reading", {"lease_until": timezone.now()}, "still being read"),
        ("unreadable", {"why_unread": "It took too long."}, "It took too long."),
        ("read", {"html": "<p>Twelve years of <b>servers</b></p>", "kind": "docx"}, "<b>servers</b>"),
    ],
)
def test_the_states_of_a_cv(
    client: Client, application: Application, recruiter: User, reading: str, fields: Any, words: str
) -> None:
    StoredFile.objects.filter(pk=application.cv_id).update(reading=reading, **fields)
    client.force_login(recruiter)

    page = said(client, application)

    assert words in page
    assert at(application, "cv/") in page


@pytest.mark.parametrize("reading, asks_again", [("waiting", True), ("read", False)])
def test_a_cv_that_is_being_read_shows_itself(
    client: Client, application: Application, recruiter: User, reading: str, asks_again: bool
) -> None:
    """The part asks for itself until the file is read."""
    StoredFile.objects.filter(pk=application.cv_id).update(reading=reading)
    client.force_login(recruiter)

    part = client.get(at(application, "cv/shown/")).content.decode()

    assert (f'hx-get="{at(application, "cv/shown/")}"' in part) is asks_again
    assert "<html" not in part


def test_the_original_is_an_attachment_and_on_record(
    client: Client, application: Application, recruiter: User
) -> None:
    """S38: saved, never shown; nothing runs, nothing is stored on the way."""
    application.cv.key = store.keep(b"%PDF-1.7 hello")
    application.cv.name = "Åse's cv.pdf"
    application.cv.save()
    client.force_login(recruiter)

    answer = client.get(at(application, "cv/"))

    assert b"".join(answer) == b"%PDF-1.7 hello"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert Entry.objects.get().action == "cv.downloaded"


@pytest.mark.parametrize("minutes, entries", [(4, 1), (6, 2)])
@pytest.mark.parametrize("part", ["cv/pages/1/", "cv/shown/"])
def test_reading_the_cv_alone_is_on_record_too(
    client: Client, application: Application, interviewer: User, part: str, minutes: int, entries: int
) -> None:
    """Its pages and its text by their own addresses; with what was read just before it is one reading."""
    application.cv.pages.create(number=1, key=store.keep(b"RIFF picture"), width=800, height=1131)
    Entry.objects.create(
        at=timezone.now() - timedelta(minutes=minutes),
        actor=f"user:{interviewer.pk}",
        action="application.read",
        object_type="applications.application",
        object_id=str(application.pk),
    )
    client.force_login(interviewer)

    for _ in range(3):
        answer = client.get(at(application, part))
        assert (answer.status_code, bool(b"".join(answer))) == (200, True)

    assert list(Entry.objects.values_list("action", flat=True)) == ["application.read"] * entries


@pytest.mark.parametrize("rest", ["", "cv/", "cv/pages/1/"])
def test_an_outsider_finds_nothing(
    client: Client, application: Application, outsider: User, rest: str
) -> None:
    """S22, V12: a stranger's application answers exactly as a missing one; nothing is on record."""
    client.force_login(outsider)

    foreign = client.get(at(application, rest))
    missing = client.get(f"/desk/applications/22222222/{rest}")

    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "role, shown, hidden",
    [
        ("recruiter", ["moves/", "decisions/rejected/", "interviews/new/"], ["proposals/"]),
        ("manager", ["moves/", "proposals/", "interviews/new/"], ["decisions/rejected/"]),
        ("interviewer", ["notes/"], ["moves/", "decisions/rejected/", "proposals/", "interviews/new/"]),
    ],
)
def test_each_is_offered_what_they_may(
    client: Client,
    application: Application,
    request: pytest.FixtureRequest,
    role: str,
    shown: list[str],
    hidden: list[str],
) -> None:
    client.force_login(request.getfixturevalue(role))

    page = said(client, application)

    assert [verb for verb in shown if f'{at(application, verb)}"' not in page] == []
    assert [verb for verb in hidden if f'{at(application, verb)}"' in page] == []


def test_a_rejection_says_what_follows_and_how_to_undo_it(
    client: Client, application: Application, recruiter: User, manager: User, interviewer: User
) -> None:
    reason = ReasonFactory(text="Too far away")
    reject(application, reason=reason, by=recruiter, version=1)
    client.force_login(recruiter)

    page = said(client, application)

    assert "Rita Recruiter rejected it" in page
    assert "Too far away" in page
    assert "Leaves " in page
    assert "/reversal/" in page
    assert at(application, "moves/") not in page
    for person in (manager, interviewer):
        client.force_login(person)
        assert "/reversal/" not in said(client, application)


def test_after_the_letter_nothing_is_to_be_undone(
    client: Client, application: Application, recruiter: User
) -> None:
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    mark_sent(OutgoingMail.objects.all())
    client.force_login(recruiter)

    assert "/reversal/" not in said(client, application)


def test_letters_are_for_those_who_may_read_them(
    client: Client, application: Application, recruiter: User, interviewer: User
) -> None:
    deciding.withdraw(application)
    seen = {}

    for person in (recruiter, interviewer):
        client.force_login(person)
        seen[person.name] = f"letter to {application.email}" in said(client, application)

    assert seen == {"Rita Recruiter": True, "Ines Interviewer": False}


def test_the_neighbours_are_those_of_the_list(
    client: Client, application: Application, recruiter: User
) -> None:
    now, posting = timezone.now(), application.posting
    ages = {"Younger": 0, "Older": 9}
    younger, older = (
        ApplicationFactory(name=name, posting=posting, submitted_at=now - timedelta(days=days))
        for name, days in ages.items()
    )
    ApplicationFactory(name="Elsewhere")
    client.force_login(recruiter)

    place = client.get(at(application)).context["place"]
    turned = client.get(at(application, f"?sort=oldest&posting={posting.slug}")).context["place"]

    assert (place.number, place.total, place.previous, place.next) == (2, 3, younger, older)
    assert (turned.previous, turned.next) == (older, younger)


def test_the_neighbours_stay_when_it_leaves_the_list(
    client: Client, application: Application, recruiter: User
) -> None:
    """After a move the next one is already there."""
    other = ApplicationFactory(posting=application.posting, submitted_at=timezone.now() - timedelta(days=3))
    moving.move(application, to=application.posting.stages.get(kind="offer"), by=recruiter, version=1)
    client.force_login(recruiter)

    place = client.get(at(application, "?stage=received")).context["place"]

    assert place.next == other


@pytest.mark.parametrize("rows", [1, 3])
def test_a_literal_number_of_queries(
    client: Client, recruiter: User, rows: int, django_assert_num_queries: Any
) -> None:
    posting = PostingFactory()
    application = ApplicationFactory(posting=posting, cv=StoredFileFactory())
    for number in range(rows):
        ApplicationFactory(posting=posting)
        application.answers.create(kind="number", text="How many?", value="7")
        posting.criteria.create(text="Runs things")
        notes.note(application, body="Good.", by=recruiter)
        application.cv.pages.create(number=number + 1, key=f"00/{number:030x}", width=1, height=1)
        to = posting.stages.all()[number + 1]
        moving.move(application, to=to, by=recruiter, version=number + 1)
    client.force_login(recruiter)
    client.get(at(application))

    with django_assert_num_queries(22):
        client.get(at(application))
