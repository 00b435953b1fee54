"""What waits for whom, and how the postings stand."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding, moving, telling
from core import disks
from desk import progress, waiting
from mail.models import OutgoingMail
from postings.models import Posting
from screening import proposals
from tests.decisions import reject
from tests.factories import (
    COPENHAGEN,
    ApplicationFactory,
    DraftFactory,
    MembershipFactory,
    PostingFactory,
    ReasonFactory,
    mark_sent,
)
from tests.interviews.plans import at, booked
from tests.tagged import tagged

pytestmark = pytest.mark.django_db


def things(user: User) -> list[str]:
    now = timezone.now()
    return [thing.what for thing in waiting.things(user, progress=progress.of(user, now=now), now=now)]


def of(posting: Posting, user: User) -> progress.Progress:
    return next(row for row in progress.of(user, now=timezone.now()) if row.posting == posting)


def test_nothing_waits(client: Client, recruiter: User) -> None:
    client.force_login(recruiter)

    answer = client.get("/desk/")

    assert b"Nothing waits for you." in answer.content
    assert b"No posting is published" in answer.content


def test_applications_to_read_with_the_oldest(recruiter: User) -> None:
    posting = PostingFactory()
    for days in (6, 1):
        ApplicationFactory(posting=posting, submitted_at=timezone.now() - timedelta(days=days, hours=1))

    assert things(recruiter) == ["2 applications to read · oldest 6 days"]


def test_letters_held_failed_and_uncertain(recruiter: User, manager: User, interviewer: User) -> None:
    held = ApplicationFactory(posting__letters_wait=True)
    reject(held, reason=ReasonFactory(), by=recruiter, version=1)
    for state, fields in [
        ("failed", {"ended_at": timezone.now(), "error": "mailbox full"}),
        ("uncertain", {"dot_at": timezone.now()}),
    ]:
        application = ApplicationFactory(posting=held.posting)
        deciding.withdraw(application)
        OutgoingMail.objects.about(application).update(state=state, **fields)

    assert things(recruiter) == ["1 letter held", "1 letter failed", "1 letter may not have arrived"]
    MembershipFactory(posting=held.posting, user=manager)  # may read them, and can do nothing about them
    assert things(manager) == things(interviewer) == []


def test_why_a_letter_failed_is_said_in_the_language_of_who_reads_it(recruiter: User) -> None:
    application = ApplicationFactory()
    deciding.withdraw(application)
    failed = OutgoingMail.objects.about(application)
    failed.update(state="failed", ended_at=timezone.now(), error="The relay closed the connection.")

    with tagged():
        [thing] = waiting.things(recruiter, progress=[], now=timezone.now())

    assert (thing.what, thing.quiet) == ("1 letter failed [da]", "The relay closed the connection. [da]")


def test_a_proposal_waits_for_a_recruiter(recruiter: User, manager: User) -> None:
    application = ApplicationFactory(name="Amina Example")
    MembershipFactory(posting=application.posting, user=manager)
    moving.move(application, to=application.posting.stages.get(kind="screening"), by=manager, version=1)
    proposal = proposals.propose(application, reason=ReasonFactory(), by=manager)

    assert things(recruiter) == ["Mads Manager proposes to reject Amina Example"]
    assert things(manager) == []
    proposals.decline(proposal, by=recruiter)
    assert things(recruiter) == []


def test_who_has_not_been_told_is_not_forgotten(client: Client, recruiter: User, manager: User) -> None:
    """A cancelled letter leaves a line until another way of telling is recorded; it leads to them."""
    posting = PostingFactory()
    MembershipFactory(posting=posting, user=manager)
    amina, bo = (ApplicationFactory(posting=posting, name=name) for name in ("Amina", "Bo"))
    for application in (amina, bo):
        reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    assert things(recruiter) == []
    OutgoingMail.objects.update(state="cancelled", ended_at=timezone.now())

    assert things(recruiter) == ["2 decisions have not been told"]
    telling.tell_another_way(amina, how="by telephone", by=recruiter, version=2)

    assert things(recruiter) == ["1 decision has not been told"]
    assert things(manager) == []
    assert of(posting, recruiter).answered == 1
    client.force_login(recruiter)
    rows = client.get("/desk/applications/?outcome=untold").context["page"].rows
    assert [row.name for row in rows] == ["Bo"]


def test_a_deadline_comes_close(recruiter: User) -> None:
    """Drafts are a number, never a name."""
    posting = PostingFactory(title="Trainee", deadline=timezone.now().date() + timedelta(days=2))
    DraftFactory(posting=posting, name="Secret Drafter")

    now = timezone.now()
    (thing,) = waiting.things(recruiter, progress=progress.of(recruiter, now=now), now=now)

    assert thing.what in {"Deadline in 2 days: Trainee", "Deadline tomorrow: Trainee"}
    assert thing.quiet == "0 received, 1 draft"


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Deadline today: IT"), (1, "Deadline tomorrow: IT"), (3, "Deadline in 3 days: IT")],
)
def test_a_deadline_is_a_sentence_of_its_own(recruiter: User, days: int, words: str) -> None:
    day = timezone.now().astimezone(COPENHAGEN).date() + timedelta(days=days)
    PostingFactory(title="IT", deadline=day)

    assert things(recruiter) == [words]


def test_the_nearest_deadline_stands_first_and_a_far_one_not_at_all(recruiter: User) -> None:
    today = timezone.now().astimezone(COPENHAGEN).date()
    for title, days in (("Far", 9), ("Near", 4), ("Nearer", 2), ("Over", -1)):
        PostingFactory(title=title, deadline=today + timedelta(days=days))

    assert things(recruiter) == ["Deadline in 2 days: Nearer", "Deadline in 4 days: Near"]


def test_an_interviewer_sees_what_they_read_and_their_interviews(
    client: Client, manager: User, interviewer: User
) -> None:
    application = ApplicationFactory(name="Amina Example")
    MembershipFactory(posting=application.posting, user=manager)
    application.readers.create(user=interviewer, why="test")
    ApplicationFactory(name="Unseen Person")
    booked(application, manager, interviewer, starts_at=at(2, 10))
    client.force_login(interviewer)

    said = client.get("/desk/").content.decode()

    assert "Read Amina Example" in said
    assert "Unseen Person" not in said
    assert application.posting.title in said
    assert 'class="funnel' not in said


def test_the_counts_of_a_posting(recruiter: User) -> None:
    posting = PostingFactory()
    stage = {row.kind: row for row in posting.stages.all()}
    ApplicationFactory(posting=posting)
    invited = ApplicationFactory(posting=posting)
    moving.move(invited, to=stage["interview"], by=recruiter, version=1)
    told, untold, left = (ApplicationFactory(posting=posting) for _ in range(3))
    for application in (told, untold):
        reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    mark_sent(OutgoingMail.objects.about(told))
    deciding.withdraw(left)

    row = of(posting, recruiter)

    assert (row.received, row.to_read, row.interview) == (5, 1, 1)
    assert row.answered == 1  # a decision alone is not an answer, and a withdrawal is not ours


def test_the_bars_of_a_posting_have_one_scale(db: None) -> None:
    """Whoever is there at all has a bar that can be seen; the numbers are text."""
    row = progress.Progress(PostingFactory(openings=2), timezone.now())
    row.received, row.to_read, row.interview, row.answered, row.hired = 1200, 300, 2, 1198, 1

    assert [(step.label, step.said, step.share) for step in row.funnel] == [
        ("received", "1,200", 100),
        ("to read", "300", 25),
        ("interview", "2", 1),
        ("answered", "1,198", 100),
        ("hired", "1 of 2", 1),
    ]
    row.received = row.to_read = row.interview = row.answered = row.hired = 0
    assert {step.share for step in row.funnel} == {0}


def test_a_posting_that_nobody_has_applied_for_says_so(client: Client, recruiter: User) -> None:
    """Nor is anything on time there yet."""
    quiet, busy = PostingFactory(title="Quiet"), PostingFactory(title="Busy")
    DraftFactory(posting=busy, name="Secret Drafter")
    client.force_login(recruiter)

    said = client.get("/desk/").text

    assert "Nobody has applied." in said
    assert "Nobody has applied yet; 1 is writing." in said
    assert "on time" not in said
    assert "Secret Drafter" not in said
    ApplicationFactory(posting=quiet)
    assert client.get("/desk/").text.count('class="funnel"') == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"deadline": 3}, "closes in 3 days"),
        ({"deadline": -1}, "closed"),
        ({"deadline": 9, "opens_at": 2}, "opens later"),
    ],
)
def test_until_when_one_can_apply(recruiter: User, fields: dict[str, int], words: str) -> None:
    now = timezone.now()
    days: dict[str, Any] = {
        "deadline": now.astimezone(COPENHAGEN).date() + timedelta(days=fields["deadline"])
    }
    if "opens_at" in fields:
        days["opens_at"] = now + timedelta(days=fields["opens_at"])

    assert of(PostingFactory(**days), recruiter).closes == words


@pytest.mark.parametrize(
    "promise, days, late",
    [
        ("read_by", -1, "late: 1 not read"),
        ("read_by", 1, ""),
        ("told_by", -1, "late: 1 not told"),
        ("decided_by", -1, "late: 1 not decided"),
    ],
)
def test_a_promise_that_is_not_kept_shows(recruiter: User, promise: str, days: int, late: str) -> None:
    day: date = timezone.now().date() + timedelta(days=days)
    application = ApplicationFactory(**{f"posting__{promise}": day})

    assert of(application.posting, recruiter).late == late


def test_a_kept_promise_is_on_time(recruiter: User) -> None:
    application = ApplicationFactory(posting__read_by=timezone.now().date() - timedelta(days=1))
    to = application.posting.stages.get(kind="screening")

    moving.move(application, to=to, by=recruiter, version=1)

    assert of(application.posting, recruiter).late == ""


def test_managers_see_their_own_postings_only(client: Client, manager: User) -> None:
    mine, other = PostingFactory(title="Mine"), PostingFactory(title="Not mine")
    MembershipFactory(posting=mine, user=manager)
    ApplicationFactory(posting=other)
    client.force_login(manager)

    said = client.get("/desk/").content.decode()

    assert "Mine" in said
    assert "Not mine" not in said


@pytest.mark.parametrize("rows", [1, 3])
def test_a_literal_number_of_queries(
    client: Client, recruiter: User, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        application = ApplicationFactory(posting__letters_wait=True)
        ApplicationFactory(posting=application.posting)
        proposals.propose(application, reason=ReasonFactory(), by=recruiter)
        rejected = ApplicationFactory(posting=application.posting)
        reject(rejected, reason=ReasonFactory(), by=recruiter, version=1)
    assert Application.objects.count() == rows * 3
    client.force_login(recruiter)
    client.get("/desk/")

    with django_assert_num_queries(14):
        client.get("/desk/")


@pytest.mark.parametrize("low", [True, False])
def test_a_disk_with_little_room_is_named_with_what_is_left(
    client: Client, recruiter: User, outsider: User, monkeypatch: pytest.MonkeyPatch, settings: Any, low: bool
) -> None:
    monkeypatch.setattr(disks, "LOW", 2**62 if low else 0)
    monkeypatch.setattr(disks, "LOW_SHARE", 2.0)
    _, size = disks.disk_of(settings.DATA_DIR).megabytes

    client.force_login(recruiter)
    page = client.get("/desk/").text
    client.force_login(outsider)

    assert (f"The disk of {settings.DATA_DIR} has" in page) == low
    assert (f"MB left of {size} MB. When it is full" in page) == low
    assert "The disk of" not in client.get("/desk/").text


def test_a_full_disk_is_called_full(
    client: Client, recruiter: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(disks, "FULL", 2**62)
    client.force_login(recruiter)

    page = client.get("/desk/").text

    assert f"The disk of {settings.DATA_DIR} is full" in page
    assert "When it is full" not in page
