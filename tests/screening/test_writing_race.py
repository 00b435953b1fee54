"""One letter, sent from one page by eight presses at one moment."""

from typing import Any

import pytest

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding
from audit.models import Entry
from core.errors import DomainError
from mail.models import OutgoingMail
from screening import writing
from screening.writing import Text
from tests.decisions import reject
from tests.factories import PostingFactory, ReasonFactory, many_applications
from tests.races import at_once, race
from tests.without import without_locks, without_unique, without_versions

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8
ROUNDS = 20


def write(application: Application, *, by: User) -> OutgoingMail:
    words = {"text": Text.FREE, "subject": "A word", "body": "Come on Friday.", "token": "t" * 22}
    return writing.write(application, by=by, version=1, **words)


def pressed_at_once(by: User, rounds: int) -> list[list[Any]]:
    them = many_applications(rounds, posting=PostingFactory())
    return race(lambda turn, number: write(them[turn], by=by), threads=THREADS, rounds=rounds)


def entries() -> int:
    return Entry.objects.filter(action="application.written_to").count()


def test_eight_presses_write_one_letter(recruiter: User) -> None:
    answers = pressed_at_once(recruiter, ROUNDS)

    assert [len({mail.pk for mail in of}) for of in answers] == [1] * ROUNDS
    assert OutgoingMail.objects.count() == entries() == ROUNDS


def test_without_the_lock_it_is_logged_twice(recruiter: User) -> None:
    """A twin: the key still holds one letter, but the log says that more were written."""
    with without_locks(Application):
        pressed_at_once(recruiter, 10)

    assert OutgoingMail.objects.count() == 10
    assert entries() > 10


def test_without_lock_and_key_several_are_written(recruiter: User) -> None:
    """The other twin: this is what the unique key is for."""
    with without_unique(OutgoingMail, "dedupe_key"), without_locks(Application):
        pressed_at_once(recruiter, 10)
        assert OutgoingMail.objects.count() > 10


def written_while_rejected(recruiter: User) -> list[Any]:
    """Somebody writes "we are still reading" at the moment in which somebody else rejects."""
    [application], reason = many_applications(1, posting=PostingFactory()), ReasonFactory()
    return at_once(
        lambda: reject(application, reason=reason, by=recruiter, version=1),
        lambda: write(application, by=recruiter),
    )


def test_what_is_written_beside_a_rejection_is_refused_or_stops(recruiter: User) -> None:
    for _ in range(ROUNDS):
        rejected, written = written_while_rejected(recruiter)
        row = Application.objects.get(pk=rejected.pk)
        assert row.outcome == "rejected"
        if isinstance(written, OutgoingMail):
            assert writing.still_so(written) != ""
        else:
            assert isinstance(written, DomainError)


def test_without_the_version_an_older_page_writes_to_the_withdrawn(recruiter: User) -> None:
    """The twin of `test_who_saw_an_older_application_is_told_what_happened`."""
    [application] = many_applications(1, posting=PostingFactory())
    deciding.withdraw(application)

    with pytest.raises(DomainError):
        write(application, by=recruiter)
    with without_versions():
        assert write(application, by=recruiter)
