"""R15: when letters are due and none leaves for ten minutes, it is said wherever somebody looks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from mail.models import OutgoingMail, State
from mail.outbox import HELD
from tests.mail.desk import at_desk
from tests.mail.kinds import into, queued

pytestmark = pytest.mark.django_db
SENTENCE = "Letters do not leave"


def waiting(key: str, *, since: float, **fields: Any) -> OutgoingMail:
    """Due for so many minutes, and next tried in an hour."""
    mail: OutgoingMail = queued(key, to=fields.pop("to", "amina@example.com"))
    standard = {"due_since": timezone.now() - timedelta(minutes=since), "state": State.RETRY}
    standard |= {"not_before": timezone.now() + timedelta(hours=1)}
    OutgoingMail.objects.filter(pk=mail.pk).update(**{**standard, **fields})
    return mail


def left(key: str, *, minutes_ago: float) -> None:
    mail = queued(key)
    into(mail, State.SENT)
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now() - timedelta(minutes=minutes_ago))


@pytest.mark.parametrize(
    ("minutes", "is_stuck"), [(9.9, False), (10.1, True)], ids=["nine minutes", "ten minutes"]
)
def test_it_is_judged_by_since_when_they_are_due_however_often_they_are_tried(
    minutes: float, is_stuck: bool
) -> None:
    mail = waiting("a", since=minutes)

    assert OutgoingMail.objects.stuck() == (mail if is_stuck else None)


def test_the_oldest_is_named() -> None:
    waiting("a", since=20)
    oldest = waiting("b", since=40)

    assert OutgoingMail.objects.stuck() == oldest


def test_while_others_leave_nothing_is_stuck() -> None:
    waiting("a", since=60)
    left("b", minutes_ago=9)
    assert OutgoingMail.objects.stuck() is None

    OutgoingMail.objects.filter(dedupe_key="b").update(sent_at=timezone.now() - timedelta(minutes=11))

    assert OutgoingMail.objects.stuck()


def test_what_is_held_waits_for_a_person_and_is_not_stuck() -> None:
    mail = queued(not_before=HELD)
    OutgoingMail.objects.filter(pk=mail.pk).update(due_since=timezone.now() - timedelta(hours=1))

    assert OutgoingMail.objects.stuck() is None


def test_a_letter_for_whose_answer_a_sender_waits_counts() -> None:
    mail = waiting("a", since=11, state=State.SENDING, claim_token="0" * 32, lease_until=timezone.now())

    assert OutgoingMail.objects.stuck() == mail


def test_one_domain_that_says_later_is_not_the_whole_relay() -> None:
    waiting("a", since=30, smtp_code=450)
    waiting("b", since=30, smtp_code=451, to="bo@example.com")
    assert OutgoingMail.objects.stuck() is None

    waiting("c", since=15, smtp_code=451, to="carl@example.org")

    assert OutgoingMail.objects.stuck()


def test_a_relay_that_does_not_answer_at_all_is() -> None:
    mail = waiting("a", since=30, error="The relay did not answer in time.")

    assert OutgoingMail.objects.stuck() == mail


def test_it_is_said_on_the_outbox_and_on_today(recruiter: Any, interviewer: Any) -> None:
    client = at_desk(recruiter)
    pages = ["/desk/", "/desk/outbox/"]
    for page in pages:
        assert SENTENCE not in client.get(page).content.decode()

    waiting("a", since=30, error="The relay did not answer in time.")

    for page in pages:
        shown = client.get(page).content.decode()
        assert SENTENCE in shown
        assert "The relay did not answer in time." in shown
    assert SENTENCE not in at_desk(interviewer).get("/desk/").content.decode()


def test_a_letter_that_nobody_tried_says_that(recruiter: Any) -> None:
    waiting("a", since=30)

    assert "no worker has tried to send them" in at_desk(recruiter).get("/desk/").content.decode()


def test_readyz_names_it(client: Client) -> None:
    waiting("a", since=30)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "outgoing mail" in answer.json()["missing"]


def test_it_comes_from_indexes() -> None:
    old = timezone.now() - timedelta(days=30)
    over = {"state": State.SENT, "dot_at": old, "sent_at": old, "ended_at": old, "not_before": old}
    keys = [f"row:{number}" for number in range(3000)]
    OutgoingMail.objects.bulk_create(OutgoingMail(dedupe_key=key, message_id=key, **over) for key in keys)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE mail_outgoingmail")
    for rows, index in (
        (OutgoingMail.objects.overdue().order_by("due_since", "id"), "mail_due_since"),
        (OutgoingMail.objects.filter(sent_at__gt=timezone.now()), "mail_sent_at"),
    ):
        assert index in rows.explain()
