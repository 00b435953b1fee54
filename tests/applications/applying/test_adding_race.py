"""Two ways to one application at the same instant, on the real database, each in its own thread."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import IntegrityError, OperationalError

from accounts.models import User
from applications.applying import adding
from applications.models import Application, Candidate, Draft
from applications.sources import Source
from files.models import StoredFile
from files.sandbox.client import AT_ONCE
from mail.models import OutgoingMail
from postings.models import Posting
from tests.applications.applying import applying
from tests.applications.applying.racing import known, move_deadline, submit, whole
from tests.conftest import make_user
from tests.factories import PostingFactory
from tests.races import at_once, before_statement
from tests.without import without_constraint, without_locks

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "amina@example.com"
MANY = AT_ONCE  # more files than this are judged one after the other, and then nobody races


def add(posting: Posting, *, by: User, email: str = ADDRESS) -> Callable[[], Application]:
    upload = applying.cv()  # each thread reads a file of its own

    def job() -> Application:
        return adding.add(
            posting,
            by=by,
            name="Amina Example",
            email=email,
            cv=upload,
            source=Source.AGENCY,
            referred_by="Nordic Search",
        )

    return job


@pytest.fixture
def people() -> list[User]:
    return [make_user("recruiter", f"Recruiter {number}") for number in range(MANY)]


def test_of_several_who_add_one_address_one_does(people: list[User]) -> None:
    """C1: one application and one letter; the others are told which one stands."""
    posting = PostingFactory()
    spelled = [ADDRESS, ADDRESS.upper(), "Amina@Example.com"]

    answers = at_once(*[add(posting, by=by, email=email) for by, email in zip(people, spelled, strict=True)])

    made = Application.objects.get()
    assert [answer for answer in answers if isinstance(answer, Application)] == [made]
    refused = [answer for answer in answers if isinstance(answer, adding.Stands)]
    assert [answer.application for answer in refused] == [made] * (MANY - 1)
    assert (OutgoingMail.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_without_the_lock_they_collide(people: list[User]) -> None:
    """The twin: the database still holds one, but the others get an error instead of a sentence."""
    posting = PostingFactory()
    known(ADDRESS)

    with without_locks(Candidate, readers=MANY):
        answers = at_once(*[add(posting, by=by) for by in people])

    assert any(isinstance(answer, IntegrityError) for answer in answers)
    assert Application.objects.count() == 1


def test_without_lock_and_constraint_one_person_has_several(people: list[User]) -> None:
    """The other twin: this is what the unique index is for."""
    posting = PostingFactory()
    known(ADDRESS)

    with (
        without_constraint(Application, "application_one_per_posting_and_candidate"),
        without_locks(Candidate, readers=MANY),
    ):
        at_once(*[add(posting, by=by) for by in people])
        assert Application.objects.count() > 1


def test_added_and_sent_at_once_is_one_application(people: list[User]) -> None:
    """Whichever comes first: nothing that the applicant wrote is lost, and each hears what is true."""
    for turn in range(8):
        posting, email = PostingFactory(), f"amina{turn}@example.com"
        draft = whole(posting, email)

        added, sent = at_once(add(posting, by=people[0], email=email), submit(draft))

        made = Application.objects.get(posting=posting)
        kinds = set(OutgoingMail.objects.filter(scope_id=posting.pk).values_list("kind", flat=True))
        assert sent == made.code
        if isinstance(added, Application):
            assert Draft.objects.get(pk=draft.pk).is_waiting
            assert kinds == {"added_by_hand", "sent_after_added"}
        else:
            assert isinstance(added, adding.Stands)
            assert kinds == {"receipt"}


def test_without_the_lock_added_and_sent_collide(people: list[User]) -> None:
    """The twin."""
    posting = PostingFactory()
    known(ADDRESS)

    with without_locks(Candidate, readers=2):
        answers = at_once(add(posting, by=people[0]), submit(whole(posting)))

    assert any(isinstance(answer, IntegrityError) for answer in answers)
    assert Application.objects.count() == 1


def add_while_the_deadline_moves(posting: Posting, *, by: User) -> list[Any]:
    """What a mover is answered who comes when the deadline was read and nothing is written yet."""
    answers: list[Any] = []

    def impatient() -> None:
        connection.cursor().execute("SET lock_timeout = '300ms'")
        move_deadline(posting, timedelta(days=-30))()

    with before_statement(
        'INSERT INTO "applications_application"', lambda: answers.extend(at_once(impatient))
    ):
        add(posting, by=by)()
    return answers


def test_a_deadline_waits_for_whoever_is_being_added(people: list[User]) -> None:
    """C4: as it does for a submit, so that nobody is late without a reason."""
    answers = add_while_the_deadline_moves(PostingFactory(opens_at="2020-01-01T00:00Z"), by=people[0])

    assert [type(answer) for answer in answers] == [OperationalError]


def test_without_the_lock_one_is_late_without_a_reason(people: list[User]) -> None:
    """C4's twin."""
    with without_locks(Posting):
        answers = add_while_the_deadline_moves(PostingFactory(opens_at="2020-01-01T00:00Z"), by=people[0])

    assert answers == [None]
    made, closes_at = Application.objects.get(), Posting.objects.get().closes_at
    assert closes_at
    assert made.submitted_at > closes_at
    assert not made.late_reason
