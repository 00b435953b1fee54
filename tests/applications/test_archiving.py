from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.outcomes import OURS, TERMS
from applications.transitions import deciding, telling
from core.errors import DomainError
from mail import outbox
from mail.models import OutgoingMail
from postings.publishing import archive
from tests.decisions import letter_of, reject
from tests.factories import ApplicationFactory, PostingFactory, ReasonFactory, mark_sent

pytestmark = pytest.mark.django_db


def test_a_posting_is_not_put_away_while_somebody_waits(recruiter: Any) -> None:
    posting = PostingFactory(closed_at=timezone.now() - timedelta(minutes=1))
    ApplicationFactory.create_batch(2, posting=posting)

    with pytest.raises(DomainError, match="2 applicants have no answer yet"):
        archive(posting, by=recruiter)


def test_it_is_put_away_when_everybody_has_an_answer(recruiter: Any) -> None:
    posting = PostingFactory(closed_at=timezone.now() - timedelta(minutes=1))
    ApplicationFactory(posting=posting, outcome="withdrawn")

    assert archive(posting, by=recruiter).state == "archived"


def test_every_end_answers_when_they_have_been_told(recruiter: Any) -> None:
    """Somebody is hired, one is put on the reserve list, one declined, the rest are rejected."""
    posting = PostingFactory(closed_at=timezone.now() - timedelta(minutes=1))
    for kind in OURS:
        reason = ReasonFactory() if TERMS[kind].takes_reason else None
        deciding.decide(
            ApplicationFactory(posting=posting), kind=kind, reason=reason, by=recruiter, version=1
        )

    with pytest.raises(DomainError, match=f"{len(OURS)} applicants have no answer yet"):
        archive(posting, by=recruiter)
    mark_sent(OutgoingMail.objects.all())

    assert archive(posting, by=recruiter).state == "archived"


def test_a_rejection_answers_when_they_have_been_told(recruiter: Any) -> None:
    """Nobody is forgotten: a cancelled letter tells nobody; another way that is recorded does."""
    posting = PostingFactory(closed_at=timezone.now() - timedelta(minutes=1))
    application = ApplicationFactory(posting=posting)
    application = reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    outbox.cancel(dedupe_key=letter_of(application).dedupe_key, by=recruiter, why="I call them.")

    with pytest.raises(DomainError, match="One applicant has no answer yet"):
        archive(posting, by=recruiter)

    telling.tell_another_way(application, how="by telephone", by=recruiter, version=2)
    assert archive(posting, by=recruiter).state == "archived"
