"""R6: a sender killed between every two steps of sending (the table d2), 20 rows at each point.

A child of a real process runs the drain and dies by `os._exit` at the named point, once for each row. Then
the leases are moved back in the database, the sweep takes care of what was left, and all is counted.
"""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.db.models import F, Value
from django.utils import timezone

from mail import crashpoints, draining
from mail.models import OutgoingMail, State
from tests.mail.engines import process
from tests.mail.kinds import BRIEF, queued, registered
from tests.mail.sink import Sink

ROWS = 20


class Row(NamedTuple):
    """One line of the table: copies at the sink when the sender died, then the end and the copies."""

    point: str
    at_first: int
    resend: tuple[State, int]
    wait: tuple[State, int]
    attempts: int = 2
    left: State = State.SENDING


SENT, UNCERTAIN = State.SENT, State.UNCERTAIN
TABLE = [
    Row("before_claim_commit", 0, (SENT, 1), (SENT, 1), attempts=1, left=State.QUEUED),
    Row("after_claim", 0, (SENT, 1), (SENT, 1)),
    Row("after_rcpt", 0, (SENT, 1), (SENT, 1)),
    Row("after_dot_at", 0, (SENT, 1), (UNCERTAIN, 0)),
    Row("after_dot", 1, (SENT, 2), (UNCERTAIN, 1)),
    Row("after_250", 1, (SENT, 2), (UNCERTAIN, 1)),
    Row("before_sent_commit", 1, (SENT, 2), (UNCERTAIN, 1)),
    Row("after_sent", 1, (SENT, 1), (SENT, 1), attempts=1, left=SENT),
]


@pytest.fixture
def lab(sink: Sink, transactional_db: None) -> Iterator[subprocess.Popen[str]]:
    with process("-m", "tests.mail.crash_lab") as running:
        yield running


def crash(lab: subprocess.Popen[str], point: str, rows: int = ROWS) -> list[str]:
    assert lab.stdin
    assert lab.stdout
    print(point, rows, file=lab.stdin, flush=True)
    return lab.stdout.readline().split()


def settle(sink: Sink, copies: int) -> None:
    """What was sent just before a death may still be on its way into the sink."""
    until = time.monotonic() + 2
    while len(sink.accepted) < copies and time.monotonic() < until:
        time.sleep(0.02)


def states() -> Counter[str]:
    return Counter(OutgoingMail.objects.values_list("state", flat=True))


def test_the_table_names_every_point() -> None:
    assert tuple(row.point for row in TABLE) == crashpoints.POINTS


@pytest.mark.parametrize("kind", ["resend", "wait"])
def test_crash_points(lab: subprocess.Popen[str], sink: Sink, kind: str) -> None:
    """R6, d2: the whole table for one sort of kind; the sink is emptied between its lines."""
    for row in TABLE:
        end, copies = getattr(row, kind)
        sink.accepted.clear()
        OutgoingMail.objects.all().delete()
        with transaction.atomic():
            mails = [queued(f"{row.point}:{number}", kind=f"test_{kind}") for number in range(ROWS)]

        assert crash(lab, row.point) == ["70"] * ROWS, row

        settle(sink, row.at_first * ROWS)
        assert states() == {row.left: ROWS}, row
        assert len(sink.accepted) == row.at_first * ROWS, row

        OutgoingMail.objects.filter(state=State.SENDING).update(
            lease_until=timezone.now() - timedelta(seconds=1)
        )
        draining.sweep()

        assert states() == {end: ROWS}, row
        assert sink.copies() == ({mail.message_id: copies for mail in mails} if copies else {}), row
        tried = set(OutgoingMail.objects.values_list("attempt", flat=True))
        assert tried == {row.attempts if end == SENT else 1}, row


def test_before_the_lease_is_over_nobody_touches_a_row(lab: Any, sink: Sink) -> None:
    with transaction.atomic():
        for number in range(ROWS):
            queued(f"test:{number}")
    crash(lab, "after_claim")

    draining.sweep()

    assert states() == {State.SENDING: ROWS}
    assert sink.accepted == []


def pass_by(time: timedelta) -> None:
    """As if that had gone by: every moment of every mail is so much longer ago."""
    moments = ["not_before", "due_since", "lease_until", "dot_at"]
    OutgoingMail.objects.update(**{moment: F(moment) - Value(time) for moment in moments})


@pytest.mark.parametrize("point", ["after_claim", "after_rcpt", "after_dot"])
def test_what_a_killed_sender_held_goes_on_within_90_seconds(
    lab: subprocess.Popen[str], sink: Sink, point: str
) -> None:
    """A link to sign in lives for ten minutes: it arrives although its sender was killed twice."""
    with registered(BRIEF):
        with transaction.atomic():
            mail = queued(kind=BRIEF.code)

        for _ in range(2):
            assert crash(lab, point, rows=1) == ["70"]
            pass_by(timedelta(seconds=90))
            draining.take_back()
        draining.drain()

    mail.refresh_from_db()
    assert (mail.state, mail.attempt) == (State.SENT, 3), mail.error


def test_what_waits_for_a_person_goes_when_the_person_says_so(db: None, sink: Sink, recruiter: Any) -> None:
    from mail import claiming, outbox, sender

    queued(kind="test_wait")
    mail = claiming.claim()
    assert mail
    assert sender.commit_dot(mail)
    OutgoingMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    draining.sweep()
    draining.sweep()
    assert sink.accepted == []

    outbox.send_again(mail, by=recruiter)
    draining.drain()

    mail.refresh_from_db()
    assert (mail.state, mail.attempt) == (State.SENT, 2)
    assert sink.copies() == {mail.message_id: 1}
