"""S40: a CV that was not scanned, or holds malware: what its readers see, and what nobody is handed."""

from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding
from audit.models import Entry
from desk import progress, waiting
from files import clamd, store
from files.models import StoredFile
from tests.applications.applying.coming_back import ADDRESS, enter
from tests.factories import ApplicationFactory, MembershipFactory, PostingFactory, StoredFileFactory
from tests.files.places import Folder
from tests.tagged import tagged

pytestmark = pytest.mark.django_db

BYTES = b"%PDF-1.7 hello"
PICTURE = b"RIFF picture"
SIGNATURE = "Test.Eicar"
WAITS = "This file waits for the malware scan. Until then nobody can open it."
HOLDS = f"This file holds malware ({SIGNATURE}). It was locked away: nobody can open it."


@dataclass(frozen=True)
class State:
    columns: dict[str, str]
    is_open: bool
    staff_read: str  # of the part with the CV
    applicant_reads: str  # beside the name of the file


OLD = State({"scan": "unscanned"}, True, "The CV as text", "")
CLEAN = State({"scan": "clean"}, True, "The CV as text", "")
WAITING = State(
    {"scan": "waiting", "why_unscanned": clamd.AWAY},
    False,
    f"{WAITS} The malware scanner does not answer.",
    WAITS,
)
MALWARE = State(
    {"scan": "malware", "malware": SIGNATURE},
    False,
    f"{HOLDS} Ask the applicant for another.",
    f"{HOLDS} We cannot read your CV.",
)
STATES = {"kept before": OLD, "clean": CLEAN, "waiting": WAITING, "malware": MALWARE}
each_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": Folder(tmp_path / "files").options()}


def made(state: State) -> Application:
    """A withheld one has pages all the same, as no row of ours ever has: the views hand out none."""
    told = {"text": "hello", "reading": "read"} if state.is_open else {}
    cv = StoredFileFactory(key=store.keep(BYTES), name="amina.pdf", **told, **state.columns)
    cv.pages.create(number=1, key=store.keep(PICTURE), width=800, height=1131)
    posting = PostingFactory(slug="it", title="Head of IT")
    return ApplicationFactory(posting=posting, cv=cv, candidate__email=ADDRESS, name="Amina Example")


def at(application: Application, rest: str = "") -> str:
    return f"/desk/applications/{application.code}/{rest}"


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


@each_state
@pytest.mark.parametrize("rest", ["", "cv/shown/"])
def test_what_staff_see(client: Client, recruiter: User, state: State, rest: str) -> None:
    application = made(state)
    client.force_login(recruiter)

    page = text(client, at(application, rest))

    assert state.staff_read in page
    assert "amina.pdf" in page
    assert (f'href="{at(application, "cv/")}"' in page) is state.is_open
    assert ("cv/pages/1/" in page) is state.is_open
    assert 'hx-trigger="every 2s"' not in page


@each_state
@pytest.mark.parametrize("rest, bytes_", [("cv/", BYTES), ("cv/pages/1/", PICTURE)])
def test_what_staff_are_handed(
    client: Client, recruiter: User, state: State, rest: str, bytes_: bytes
) -> None:
    application = made(state)
    client.force_login(recruiter)

    answer = client.get(at(application, rest))

    assert answer.status_code == (200 if state.is_open else 409)
    said = b"".join(answer)
    assert (said == bytes_) is state.is_open
    if not state.is_open:
        assert bytes_ not in said
        assert application.cv.why_withheld in unescape(said.decode())
        assert "Nothing was changed" not in said.decode()
        assert not Entry.objects.exists()  # nothing was read


@each_state
def test_what_the_applicant_sees_and_is_handed(client: Client, state: State) -> None:
    application = made(state)
    amina = enter(client)

    page = text(amina, f"/my/applications/{application.code}/")
    answer = amina.get(f"/my/applications/{application.code}/cv/")

    assert state.applicant_reads in page
    assert "amina.pdf" in page
    assert (f"/my/applications/{application.code}/cv/" in page) is state.is_open
    assert answer.status_code == (200 if state.is_open else 409)
    assert (b"".join(answer) == BYTES) is state.is_open


def test_an_applicant_can_send_another_as_long_as_it_is_open(client: Client) -> None:
    application, link = made(MALWARE), 'href="/jobs/it/apply/"'
    amina, page = enter(client), f"/my/applications/{application.code}/"
    assert link in text(amina, page)

    application.posting.closed_at = timezone.now()
    application.posting.save(update_fields=["closed_at"])

    assert link not in text(amina, page)
    assert "We cannot read your CV." in text(amina, page)


def test_why_it_waits_is_said_in_the_language_of_who_reads_it(client: Client, recruiter: User) -> None:
    application = made(WAITING)
    client.force_login(recruiter)

    with tagged():
        page = text(client, at(application))

    assert f"{clamd.AWAY} [" in page


# Today --------------------------------------------------------------------------------------------


def things(user: User) -> list[waiting.Thing]:
    now = timezone.now()
    made = waiting.things(user, progress=progress.of(user, now=now), now=now)
    return [thing for thing in made if "CV" in thing.what]


def test_today_says_what_waits_and_why(recruiter: User) -> None:
    application = made(WAITING)
    ApplicationFactory(posting=application.posting, cv__scan="waiting")

    [thing] = things(recruiter)

    assert (thing.what, thing.quiet) == ("2 CVs wait for the malware scan", clamd.AWAY)
    assert (thing.href, thing.state) == (at(application), "warn")


def test_today_names_each_that_holds_malware(recruiter: User) -> None:
    application = made(MALWARE)

    [thing] = things(recruiter)

    assert thing.what == "The CV of Amina Example holds malware: ask for another"
    assert (thing.quiet, thing.href, thing.state) == ("Head of IT", at(application), "bad")


def test_today_is_silent_about_what_is_over_or_not_theirs(recruiter: User, manager: User) -> None:
    application = made(MALWARE)
    MembershipFactory(posting=application.posting, user=manager)  # sees it, and writes to no applicant
    assert things(manager) == []
    assert things(recruiter)

    deciding.withdraw(application)

    assert things(recruiter) == []


@pytest.mark.parametrize("state", [OLD, CLEAN])
def test_today_is_silent_about_the_others(recruiter: User, state: State) -> None:
    made(state)

    assert things(recruiter) == []


def test_today_costs_one_query_more(recruiter: User, django_assert_num_queries: Any) -> None:
    for number in range(3):
        ApplicationFactory(cv__scan="waiting" if number else "malware", cv__malware="" if number else "X")

    with django_assert_num_queries(1):
        assert len(list(waiting._withheld(recruiter))) == 2
    assert StoredFile.objects.withheld().count() == 3
