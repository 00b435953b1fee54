"""A lease is short, and is made longer by a process that lives."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mail import claiming, draining, leases, sender
from mail.models import OutgoingMail, State
from tests.mail.kinds import TO, queued
from tests.mail.sink import Fault, Sink


@pytest.mark.django_db(transaction=True)
def test_a_sender_that_waits_for_an_answer_keeps_its_row(sink: Sink, monkeypatch: Any) -> None:
    """The relay says nothing for three leases; the sweeps meanwhile take nothing and send no second copy."""
    for module in (claiming, leases, sender):
        monkeypatch.setattr(module, "LEASE", 0.8)
    monkeypatch.setattr(leases, "RENEW", 0.15)
    monkeypatch.setattr(leases, "_keeper", None)  # one of an earlier test still sleeps
    with transaction.atomic():
        queued()
    sink.script(TO, Fault("after_dot", wait=2.4, accepted=True))
    running = threading.Thread(target=lambda: (draining.drain(), connection.close()))

    running.start()
    taken = []
    while running.is_alive():
        taken.append(draining.take_back())
        time.sleep(0.1)
    running.join()

    mail = OutgoingMail.objects.get()
    assert len(taken) > 10
    assert sum(taken) == 0
    assert (mail.state, list(sink.copies().values())) == (State.SENT, [1])
    assert [attempt.outcome for attempt in mail.attempts.all()] == ["sent"]


@pytest.mark.django_db(transaction=True)
def test_a_sender_that_is_stuck_loses_its_row(monkeypatch: Any) -> None:
    """R14: past the time at which it must have given up, its lease is left to end."""
    monkeypatch.setattr(leases, "RENEW", 0.05)
    monkeypatch.setattr(leases, "_keeper", None)
    with transaction.atomic():
        queued()
    mail = claiming.claim()
    assert mail
    OutgoingMail.objects.update(lease_until=timezone.now() + timedelta(seconds=30))
    with leases.kept(mail, at_most=0):
        time.sleep(0.4)
        mail.refresh_from_db()

    assert mail.lease_until
    assert mail.lease_until < timezone.now() + timedelta(seconds=30)
    assert leases._keeper is None


def test_a_lease_that_is_over_stays_over(db: None) -> None:
    queued()
    mail = claiming.claim()
    assert mail
    assert mail.claim_token
    assert leases.renew(mail.claim_token)
    OutgoingMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert not leases.renew(mail.claim_token)
    assert draining.take_back() == 1
    assert not leases.renew(mail.claim_token)
