from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.errors import DomainError
from postings.publishing import archive
from tests.factories import ApplicationFactory, PostingFactory

pytestmark = pytest.mark.django_db


def test_a_posting_is_not_put_away_while_somebody_waits(recruiter: Any) -> None:
    posting = PostingFactory(closed_at=timezone.now() - timedelta(minutes=1))
    ApplicationFactory.create_batch(2, posting=posting)

    with pytest.raises(DomainError, match="2 applicants have no answer yet"):
        archive(posting, by=recruiter)


def test_it_is_put_away_when_everybody_has_an_answer(recruiter: Any) -> None:
    posting = PostingFactory(closed_at=timezone.now() - timedelta(minutes=1))
    ApplicationFactory(posting=posting, outcome="withdrawn", outcome_at=timezone.now())

    assert archive(posting, by=recruiter).state == "archived"
