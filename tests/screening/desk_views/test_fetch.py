"""Fetching one application: what stands beside it comes along, and costs nothing where there is nothing."""

from typing import Any

import pytest
from django.test import RequestFactory

from accounts.models import User
from screening.desk_views.fetch import application_of
from tests.decisions import reject
from tests.factories import ApplicationFactory, ReasonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("is_decided", "queries"), [(False, 1), (True, 2)])
def test_a_decision_comes_along_where_one_stands(
    recruiter: User, is_decided: bool, queries: int, django_assert_num_queries: Any
) -> None:
    application = ApplicationFactory()
    if is_decided:
        reject(application, reason=ReasonFactory(text="Other skills"), by=recruiter, version=1)
    request: Any = RequestFactory().get("/")
    request.user = recruiter

    with django_assert_num_queries(queries):
        found = application_of(request, application.code)
        said = (found.decision.by.name, found.decision.reason.text) if found.decision else None

    assert said == (("Rita Recruiter", "Other skills") if is_decided else None)
