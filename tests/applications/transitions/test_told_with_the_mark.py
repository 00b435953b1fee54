"""Sent and told are one commit: a sender that dies leaves both or neither."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from applications.models import Application, Decision
from applications.transitions import telling
from mail import outbox
from mail.models import OutgoingMail
from tests.decisions import letter_of, reject
from tests.factories import ApplicationFactory, ReasonFactory
from tests.mail.engines import process
from tests.mail.sink import Sink


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with Sink() as running:
        settings.EMAIL_URL = running.url
        yield running


def rejected(by: User) -> Application:
    """Its letter is due."""
    made = reject(ApplicationFactory(), reason=ReasonFactory(), by=by, version=1)
    outbox.release(letter_of(made), by=by)
    return made


@pytest.mark.parametrize(
    ("point", "state", "is_told"),
    [("after_250", "sending", False), ("before_sent_commit", "sending", False), ("after_sent", "sent", True)],
)
def test_a_sender_that_dies(
    transactional_db: None, recruiter: User, sink: Sink, point: str, state: str, is_told: bool
) -> None:
    rejected(recruiter)

    with process("-m", "tests.mail.crash_lab") as lab:
        assert lab.stdin
        assert lab.stdout
        print(point, 1, file=lab.stdin, flush=True)
        assert lab.stdout.readline().split() == ["70"]

    assert OutgoingMail.objects.get().state == state
    assert Decision.objects.told().exists() is is_told


def sent_without_a_word(application: Application, *, ago: timedelta = timedelta(0)) -> OutgoingMail:
    """As a sender of the version before leaves the row: it knows of no decision."""
    at = timezone.now() - ago
    mails = OutgoingMail.objects.filter(pk=letter_of(application).pk)
    mails.update(state="sent", dot_at=at, sent_at=at, ended_at=at)
    return mails.get()


@pytest.mark.django_db
def test_what_was_not_written_is_caught_up(recruiter: User) -> None:
    """To the instant at which the letter went; what waits or was cancelled stays untold."""
    late, waits = rejected(recruiter), rejected(recruiter)
    letter = sent_without_a_word(late, ago=timedelta(hours=2))
    assert late.decisions.get().told_at is None

    assert telling.catch_up() == 1

    assert late.decisions.get().told_at == letter.sent_at
    assert waits.decisions.get().told_at is None
    assert telling.catch_up() == 0


@pytest.mark.django_db
def test_what_a_person_wrote_down_stays(recruiter: User) -> None:
    """They were told by telephone; the letter that may not have arrived is sent again later."""
    application = rejected(recruiter)
    OutgoingMail.objects.update(state="uncertain", dot_at=timezone.now())
    telling.tell_another_way(application, how="by telephone", by=recruiter, version=2)
    before = Decision.objects.values().get()

    telling.told_by_letter(sent_without_a_word(application))

    assert Decision.objects.values().get() == before
