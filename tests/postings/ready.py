"""A posting that can be published as it is."""

from typing import Any

from postings.models import Criterion, Posting
from tests.factories import MembershipFactory, PostingFactory, SectionFactory

DAYS = ("read_by", "interviews_from", "interviews_to", "told_by", "decided_by", "starts_on")
PROMISES = dict.fromkeys(DAYS, "2100-02-01")


def ready(manager: Any, **fields: Any) -> Posting:
    """A draft that lacks nothing."""
    given = {"state": "draft", "deadline": "2100-01-08", "pay_from": 40_000, **PROMISES, **fields}
    posting: Posting = PostingFactory(**given)
    posting.refresh_from_db()
    SectionFactory(posting=posting)
    MembershipFactory(posting=posting, user=manager)
    Criterion.objects.create(posting=posting, text="Knows servers")
    return posting
