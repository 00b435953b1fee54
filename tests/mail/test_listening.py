"""A relay that is silent after the dot is listened to aside, and the queue goes on."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from mail import claiming, draining, leases, sender
from mail.models import OutgoingMail, State
from tests.mail.engines import process
from tests.mail.kinds import queued
from tests.mail.sink import Fault, Sink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sender, "SILENT", 0.2)
    yield
    until(lambda: not any(thread.name.startswith("listens") for thread in threading.enumerate()))


def until(what: Callable[[], bool], *, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def several(sink: Sink, *, silent: int, others: int, wait: float = 4) -> None:
    """The silent ones are due first."""
    with transaction.atomic():
        for number in range(silent + others):
            queued(f"mail:{number}", to=f"p{number}@example.com")
    for number in range(silent):
        sink.script(f"p{number}@example.com", Fault("after_dot", wait=wait, accepted=True))


def test_eight_silent_connections_delay_no_other_mail(sink: Sink) -> None:
    several(sink, silent=8, others=20)

    began = time.monotonic()
    draining.drain()

    assert time.monotonic() - began < 3
    assert OutgoingMail.objects.sent().count() == 20
    assert OutgoingMail.objects.filter(state=State.SENDING).count() == 8
    until(lambda: OutgoingMail.objects.sent().count() == 28)
    assert set(sink.copies().values()) == {1}
    assert set(OutgoingMail.objects.values_list("attempt", flat=True)) == {1}


def test_without_room_aside_they_hold_up_the_queue(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin; and what comes after the 64th silent connection."""
    monkeypatch.setattr(sender, "listening", threading.BoundedSemaphore(1))
    assert sender.listening.acquire(blocking=False)
    several(sink, silent=8, others=1)

    began = time.monotonic()
    draining.drain()

    assert time.monotonic() - began > 3.5
    assert OutgoingMail.objects.sent().count() == 9
    sender.listening.release()


def test_what_is_listened_to_keeps_its_row(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    """For several leases, and no sweep takes it."""
    for module in (claiming, leases, sender):
        monkeypatch.setattr(module, "LEASE", 0.8)
    monkeypatch.setattr(leases, "RENEW", 0.15)
    monkeypatch.setattr(leases, "_keeper", None)  # one of an earlier test still sleeps
    several(sink, silent=1, others=0, wait=3)
    draining.drain()

    taken = 0
    while OutgoingMail.objects.filter(state=State.SENDING).exists():
        taken += draining.take_back()
        time.sleep(0.1)

    assert taken == 0
    assert OutgoingMail.objects.sent().count() == 1


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        (Fault("after_dot", wait=1, answer="550 no"), State.FAILED, 550),
        (Fault("after_dot", wait=1, answer="451 later"), State.RETRY, 451),
        (Fault("after_dot", wait=1, reset=True), State.UNCERTAIN, None),
        (Fault("after_dot", wait=1, answer="250 it is here", accepted=True), State.SENT, 250),
    ],
    ids=lambda value: str(value)[:30],
)
def test_whatever_comes_at_last_is_kept(sink: Sink, fault: Fault, state: str, code: int | None) -> None:
    with transaction.atomic():
        mail = queued(kind="test_wait")
    sink.script(mail.to, fault)

    draining.drain()

    until(lambda: not OutgoingMail.objects.filter(state=State.SENDING).exists())
    mail.refresh_from_db()
    assert (mail.state, mail.smtp_code) == (state, code)


def test_an_answer_that_never_comes_ends_with_the_watch(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "AFTER_DOT", 1)
    several(sink, silent=1, others=0, wait=30)

    draining.drain()

    until(lambda: OutgoingMail.objects.filter(state=State.RETRY).exists(), seconds=5)
    assert OutgoingMail.objects.get().attempts.get().outcome == "uncertain"


def test_one_drain_ends_when_all_was_answered(sink: Sink) -> None:
    """`manage.py drain` is a process: it stays until the last answer was read."""
    several(sink, silent=1, others=1, wait=2)
    code = (
        "import django; django.setup()\n"
        "from mail import draining, sender, kinds\n"
        "from tests.mail.kinds import RESEND\n"
        "kinds.register(RESEND)\n"
        "sender.SILENT = 0.2\n"
        "draining.drain()\n"
    )
    with process("-c", code) as running:
        assert running.wait(30) == 0

    assert OutgoingMail.objects.sent().count() == 2


def test_later_sweeps_meet_a_row_as_any_other(sink: Sink) -> None:
    """Its second try is listened to as well."""
    several(sink, silent=1, others=0, wait=1)
    sink.faults["p0@example.com"].appendleft(Fault("after_dot", answer="451 later"))
    draining.drain()
    OutgoingMail.objects.update(not_before=timezone.now())
    draining.drain()

    until(lambda: OutgoingMail.objects.sent().count() == 1)
    assert OutgoingMail.objects.get().attempt == 2
