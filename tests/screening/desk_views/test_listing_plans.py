"""Each way in which the list can be asked for has an index, or ends early, on 20,000 applications."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict

from accounts.models import User
from applications.models import Application, Candidate
from screening.filters import Filter
from tests.factories import ApplicationFactory, PostingFactory

pytestmark = pytest.mark.django_db


def many(count: int) -> None:
    posting, other = PostingFactory(slug="here"), PostingFactory(slug="there")
    one = ApplicationFactory(posting=posting)
    received = {p: p.stages.get(kind="received") for p in (posting, other)}
    candidates = Candidate.objects.bulk_create(
        Candidate(email=f"a{n}@example.com", email_key=f"a{n}@example.com") for n in range(count)
    )
    Application.objects.bulk_create(
        Application(
            posting=(where := other if number % 10 else posting),
            candidate=candidate,
            name=f"Person {number} Bulk",
            email=candidate.email,
            cv=one.cv,
            submitted_at=one.submitted_at - timedelta(minutes=number),
            stage_since=one.submitted_at - timedelta(minutes=number),
            deadline_used=one.deadline_used,
            stage=received[where],
        )
        for number, candidate in enumerate(candidates)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE applications_application, screening_searchtext")


PLANS = {
    "": "application_newest",
    "sort=oldest": "application_newest",
    "sort=name": "application_by_name",
    "sort=waiting": "application_longest",
    "posting=here&stage=received": "application_by_stage",
    "source=site": "application_newest",
    "source=referral": "application_by_hand",
    "source=agency&sort=name": "application_by_hand",
    "q=4711": "search_by_words",
    "q=cleanroom": "search_by_words",
    "q=%22clean+room%22": "search_by_words",
    "q=clean*": "search_by_words",
    "q=cleanroom&nearly=on": "search_by_names",
    "waiting=7": "application_",
    "unread=on": "application_newest",
    "reader=1": "applications_reader",
    "reason=1": "applications_application_pkey",
}


def test_an_index_stands_behind_each_list(recruiter: User) -> None:
    """20,000 applications stay quick: the plan of each list uses its index."""
    many(20_000)

    for query, index in PLANS.items():
        asked = Filter(QueryDict(query), user=recruiter)
        assert asked.is_valid()
        plan = asked.order.sorted(asked.rows())[:51].explain()
        assert index in plan, plan
