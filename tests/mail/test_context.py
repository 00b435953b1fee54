"""The number beside the outbox in the desk's menu: what waits for whoever can steer letters."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mail.models import OutgoingMail, State
from mail.outbox import HELD
from tests.mail.kinds import into, queued

pytestmark = pytest.mark.django_db
COUNT = re.compile(r'Outbox <span class="count">(\d+)<span class="visually-hidden"> wait for you')


@pytest.fixture
def letters() -> None:
    """One in each state, and one held: three wait for a person."""
    queued("held", not_before=HELD)
    for state in State:
        into(queued(state), state)


def shown(client: Client, user: Any, address: str = "/desk/interviews/") -> list[str]:
    client.force_login(user)
    return COUNT.findall(client.get(address).text)


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize("role", ["admin", "recruiter", "manager", "interviewer"])
def test_who_can_release_letters_sees_how_many_wait(
    client: Client, role: str, request: pytest.FixtureRequest
) -> None:
    """Held, failed and uncertain; in the menu of a phone and beside the page."""
    can = role in {"admin", "recruiter"}

    assert shown(client, request.getfixturevalue(role)) == (["3", "3"] if can else [])


def test_nothing_waits_and_nothing_is_shown(client: Client, recruiter: Any) -> None:
    queued("on its way")

    assert shown(client, recruiter) == []


def test_it_is_one_query_and_none_where_there_is_no_menu(client: Client, recruiter: Any) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return sum('FROM "mail_outgoingmail"' in query["sql"] for query in queries.captured_queries)

    client.force_login(recruiter)

    assert asked("/desk/interviews/") == 1
    assert asked("/jobs/") == 0
    assert asked("/desk/applications/nowhere/") == 0


@pytest.mark.usefixtures("letters")
def test_the_count_is_that_of_the_two_tabs(recruiter: Any) -> None:
    mails = OutgoingMail.objects.visible_to(recruiter)

    assert mails.for_a_person().count() == mails.held().count() + mails.failed().count() == 3
