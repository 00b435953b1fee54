"""Submits at the same instant, on the real database, each in its own thread and connection."""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.db import connection, transaction
from django.db.utils import IntegrityError, OperationalError

from applications.applying import submitting
from applications.models import Application, Candidate, Draft
from audit.models import Entry
from core.errors import DomainError
from files.models import StoredFile
from mail.models import OutgoingMail
from postings.models import Posting
from tests.applications.applying.racing import known, move_deadline, submit, whole
from tests.factories import DraftFactory, PostingFactory, StoredFileFactory
from tests.races import at_once, before_statement, race
from tests.without import without_constraint, without_locks

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


def ten_drafts_each(postings: list[Posting]) -> list[Draft]:
    """The same in two queries."""
    cvs = StoredFile.objects.bulk_create(StoredFileFactory.build_batch(10 * len(postings)))
    steps_done = ["details", "background", "cv"]
    return Draft.objects.bulk_create(
        DraftFactory.build(posting=postings[number // 10], cv=cv, steps_done=steps_done)
        for number, cv in enumerate(cvs)
    )


def mixed_case(number: int) -> str:
    return "".join(c.upper() if number >> i & 1 else c for i, c in enumerate("amina")) + "@example.com"


def test_twenty_submits_of_one_address_are_one_application() -> None:
    """C1: 20 parallel submits, mixed case: 1 row, 20 equal receipts, 1 mail."""
    posting = PostingFactory()
    drafts = [whole(posting, mixed_case(number)) for number in range(MANY)]

    codes = at_once(*map(submit, drafts))
    assert codes == [Application.objects.get().code] * MANY
    assert OutgoingMail.objects.count() == 1
    assert Candidate.objects.count() == 1


def test_twenty_submits_of_one_draft_are_one_application() -> None:
    """C2: a double click, the back button, two tabs."""
    draft = whole(PostingFactory())

    codes = at_once(*[submit(draft)] * MANY)
    assert codes == [Application.objects.get().code] * MANY
    assert OutgoingMail.objects.count() == 1


def test_without_the_lock_the_submits_collide() -> None:
    """C1, a twin: the database still holds one row, but the others are answered with an error."""
    posting = PostingFactory()
    drafts = [whole(posting, mixed_case(number)) for number in range(MANY)]
    known("amina@example.com")

    with without_locks(Candidate, readers=MANY):
        answers = at_once(*map(submit, drafts))

    assert any(isinstance(answer, IntegrityError) for answer in answers)
    assert Application.objects.count() == 1


def test_without_lock_and_constraint_one_person_has_several() -> None:
    """C1, the other twin: this is what the unique index is for."""
    posting = PostingFactory()
    drafts = [whole(posting, mixed_case(number)) for number in range(MANY)]
    known("amina@example.com")

    with (
        without_constraint(Application, "application_one_per_posting_and_candidate"),
        without_locks(Candidate, readers=MANY),
    ):
        at_once(*map(submit, drafts))
        assert Application.objects.count() > 1


def test_without_the_lock_a_double_click_is_refused() -> None:
    """C2's twin: still one application, but whoever clicked twice is told off instead of thanked."""
    draft = whole(PostingFactory())

    with without_locks(Draft, readers=MANY):
        answers = at_once(*[submit(draft)] * MANY)

    assert any(isinstance(answer, DomainError) for answer in answers)


def test_newer_texts_at_once_wait_and_one_mail_asks() -> None:
    """C1: twenty other texts for one address: none is lost, none takes the first one's place by itself."""
    posting = PostingFactory()
    first = submit(whole(posting))()
    newer = [whole(posting, current_position=f"Position {number}") for number in range(MANY)]

    assert at_once(*map(submit, newer)) == [first] * MANY
    assert Draft.objects.filter(is_waiting=True).count() == MANY
    assert OutgoingMail.objects.filter(kind="second_submission").count() == 1


@pytest.fixture
def waiting() -> Application:
    """Somebody's application, and a newer text of theirs."""
    posting = PostingFactory()
    submit(whole(posting))()
    submit(whole(posting, current_position="Newer"))()
    return Application.objects.get()


def replace_at_once(application: Application) -> int:
    """How often the text was replaced when eight press the one button."""
    answers = at_once(*[lambda: submitting.replace(application)] * 8)
    assert not [answer for answer in answers if isinstance(answer, IntegrityError)]
    return Entry.objects.filter(action="application.text_replaced").count()


def test_a_waiting_version_takes_its_place_once(waiting: Application) -> None:
    assert replace_at_once(waiting) == 1
    assert Application.objects.get().text_version == 2
    assert OutgoingMail.objects.filter(kind="receipt").count() == 2


def test_without_the_lock_it_takes_its_place_several_times(waiting: Application) -> None:
    """The twin."""
    with without_locks(Application, readers=8):
        assert replace_at_once(waiting) > 1


def test_submits_of_different_people_do_not_wait_for_each_other() -> None:
    """The lock on the posting is shared: while one submit is under way, another one finishes."""
    posting = PostingFactory()
    one, two = whole(posting, "a@example.com"), whole(posting, "b@example.com")

    with transaction.atomic():
        submitting.submit(one.pk, slug=posting.slug)
        assert len(at_once(submit(two))[0]) == 8


def test_each_submit_is_judged_by_the_deadline_that_it_locked() -> None:
    """C4: 100 rounds: ten submit while the deadline moves into the past; the old takes, the new refuses."""
    postings = [PostingFactory(opens_at="2020-01-01T00:00Z") for _ in range(100)]
    drafts = ten_drafts_each(postings)
    old = dict(Posting.objects.values_list("pk", "closes_at"))

    def attempt(turn: int, number: int) -> Any:
        posting = postings[turn]
        if number == 0:
            return move_deadline(posting, timedelta(days=-30))()
        time.sleep(random.uniform(0, 0.01))  # else the mover comes last nearly always
        return submitting.submit(drafts[turn * 10 + number - 1].pk, slug=posting.slug).draft.application

    answers = race(attempt, threads=11, rounds=100)

    for posting, of in zip(Posting.objects.order_by("pk"), answers, strict=True):
        refused = [answer for answer in of[1:] if isinstance(answer, submitting.Closed)]
        taken = [answer for answer in of[1:] if isinstance(answer, Application)]
        assert len(refused) + len(taken) == 10, of
        assert {application.deadline_used for application in taken} <= {old[posting.pk]}
        assert posting.deadline
        new = f"{posting.deadline.day} {posting.deadline:%B %Y}"
        assert all(new in error.sentence for error in refused)
    kinds = {type(answer) for of in answers for answer in of[1:]}
    assert kinds == {Application, submitting.Closed}  # the mover was neither always first nor always last


def submit_while_the_deadline_moves(posting: Posting) -> list[Any]:
    """What a mover is answered who comes when a submit has read the deadline and has written nothing yet."""
    answers: list[Any] = []

    def impatient() -> None:
        connection.cursor().execute("SET lock_timeout = '300ms'")
        move_deadline(posting, timedelta(days=-30))()

    submit_it = submit(whole(posting))
    with before_statement("INSERT", lambda: answers.extend(at_once(impatient))):
        submit_it()
    return answers


def test_a_deadline_waits_for_the_submits_that_have_read_it() -> None:
    """C4: the lock on the posting, seen from the mover."""
    answers = submit_while_the_deadline_moves(PostingFactory(opens_at="2020-01-01T00:00Z"))

    assert [type(answer) for answer in answers] == [OperationalError]


def test_without_the_lock_an_old_deadline_takes_a_late_one() -> None:
    """C4's twin: the deadline is over and the application is taken all the same."""
    with without_locks(Posting):
        answers = submit_while_the_deadline_moves(PostingFactory(opens_at="2020-01-01T00:00Z"))

    assert answers == [None]
    application = Application.objects.get()
    closes_at = Posting.objects.get().closes_at
    assert closes_at
    assert application.submitted_at > closes_at


@pytest.mark.parametrize("there", ["UTC", "America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize(("milliseconds", "is_taken"), [(-1, False), (0, False), (1, True)])
def test_a_millisecond_decides(milliseconds: int, is_taken: bool, there: str) -> None:
    """C3: the end is exclusive, and the clock is that of the submit's own transaction, in any time zone."""
    draft = whole(PostingFactory())

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('TimeZone', %s, true)", [there])
        Posting.objects.update(closed_at=TransactionNow() + timedelta(milliseconds=milliseconds))
        if is_taken:
            submitting.submit(draft.pk, slug=draft.posting.slug)
        else:
            with pytest.raises(submitting.Closed):
                submitting.submit(draft.pk, slug=draft.posting.slug)
        cursor = connection.cursor()
        cursor.execute("SELECT set_config('TimeZone', 'UTC', true)")
    assert Application.objects.exists() is is_taken


def test_the_first_instant_is_open_and_the_one_before_is_not() -> None:
    draft = whole(PostingFactory())

    with transaction.atomic():
        Posting.objects.update(opens_at=TransactionNow() + timedelta(milliseconds=1))
        with pytest.raises(submitting.Closed):
            submitting.submit(draft.pk, slug=draft.posting.slug)
        Posting.objects.update(opens_at=TransactionNow())
        submitting.submit(draft.pk, slug=draft.posting.slug)


def test_the_clock_is_that_of_the_start_and_not_of_the_wait() -> None:
    """A submit that began in time and then waited for a lock is in time."""
    draft = whole(PostingFactory())

    with transaction.atomic():
        Posting.objects.update(closed_at=TransactionNow() + timedelta(milliseconds=200))
        connection.cursor().execute("SELECT pg_sleep(0.3)")
        submitting.submit(draft.pk, slug=draft.posting.slug)
    assert Application.objects.get().submitted_at < Application.objects.get().deadline_used


def test_with_the_clock_of_the_statement_the_same_submit_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the test above."""
    draft = whole(PostingFactory())
    judge = submitting.judge

    def by_statement(slug: str, *, share: bool = False) -> Any:
        posting, _ = judge(slug, share=share)
        cursor = connection.cursor()
        cursor.execute("SELECT clock_timestamp()")
        return posting, cursor.fetchone()[0]

    monkeypatch.setattr(submitting, "judge", by_statement)
    with transaction.atomic():
        Posting.objects.update(closed_at=TransactionNow() + timedelta(milliseconds=200))
        connection.cursor().execute("SELECT pg_sleep(0.3)")
        with pytest.raises(submitting.Closed):
            submitting.submit(draft.pk, slug=draft.posting.slug)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    assert "EST" in time.tzname
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "day", [date(2027, 3, 12), date(2027, 3, 28), date(2026, 10, 25), date(2027, 10, 31)], ids=str
)
@pytest.mark.parametrize(("milliseconds", "is_open"), [(-1, True), (0, False), (1, False)])
def test_the_last_millisecond_of_days_with_a_clock_change(
    day: date, milliseconds: int, is_open: bool, elsewhere: None
) -> None:
    """C3: of days of 23 and 25 hours too, whatever TZ the process was started with."""
    posting = PostingFactory(deadline=day, opens_at="2026-01-01T00:00Z")
    posting = Posting.objects.get(pk=posting.pk)
    assert posting.closes_at

    assert posting.is_open(posting.closes_at + timedelta(milliseconds=milliseconds)) is is_open
