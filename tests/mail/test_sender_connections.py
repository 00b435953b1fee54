"""The lines to the relay: one for many mails, one receiver in each dialogue, none inside a transaction."""

import socket
from typing import Any

import pytest
from django.db import connection, transaction

from mail import draining, smtp
from mail.models import OutgoingMail, State
from tests.mail.kinds import queued, sent
from tests.mail.sink import Fault, Sink


def test_one_receiver_in_each_dialogue(db: None, sink: Sink) -> None:
    """R12"""
    for number in range(5):
        queued(f"test:{number}", to=f"person{number}@example.com")

    while OutgoingMail.objects.due().exists():
        draining.drain()

    assert [len(dialogue.receivers) for dialogue in sink.dialogues] == [1] * 5
    assert all(taken.message["Bcc"] is None and taken.message["Cc"] is None for taken in sink.accepted)


def test_one_connection_for_many_mails(db: None, sink: Sink) -> None:
    for number in range(5):
        queued(f"test:{number}", to=f"person{number}@example.com")

    draining._send_all(float("inf"))

    assert (len(sink.accepted), sink.connections) == (5, 1)


def test_a_connection_that_died_meanwhile_is_made_again(db: None, sink: Sink) -> None:
    sink.script("person1@example.com", Fault("rcpt", "450 busy", reset=True))
    for number in range(3):
        queued(f"test:{number}", to=f"person{number}@example.com")

    draining._send_all(float("inf"))

    assert OutgoingMail.objects.sent().count() == 3
    assert sink.connections == 2


def five_receivers() -> list[str]:
    receivers = [f"person{number}@example.com" for number in range(5)]
    for receiver in receivers:
        queued(receiver, to=receiver)
    return receivers


def states_in_order() -> list[str]:
    return list(OutgoingMail.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.parametrize("wait", [0, 2], ids=["breaks", "falls silent"])
@pytest.mark.parametrize("dropped", [[0], [2], [0, 1, 3, 4]], ids=str)
def test_a_line_that_ends_at_one_receiver_ends_that_mails_try_alone(
    db: None, sink: Sink, monkeypatch: pytest.MonkeyPatch, wait: int, dropped: list[int]
) -> None:
    """On a new connection and on an old one; what stands behind goes in the same drain."""
    monkeypatch.setattr(smtp, "COMMAND", 0.2)
    receivers = five_receivers()
    for number in dropped:
        sink.script(receivers[number], *[Fault("rcpt", "450 x", reset=not wait, wait=wait)] * 2)

    draining._send_all(float("inf"))

    assert states_in_order() == [State.RETRY if at in dropped else State.SENT for at in range(5)]
    if wait:
        assert set(OutgoingMail.objects.exclude(error="").values_list("error", flat=True)) == {
            "The relay did not answer in time."
        }
        # it was not asked a second time, while the others wait
        assert all(len(dialogue.receivers) == 1 for dialogue in sink.dialogues)
        assert len(sink.dialogues) == 5


def test_a_relay_that_drops_every_line_is_let_go_after_three(db: None, sink: Sink) -> None:
    """So that the rest of the queue keeps its first try."""
    for receiver in five_receivers():
        sink.script(receiver, *[Fault("rcpt", "450 x", reset=True)] * 2)

    draining._send_all(float("inf"))

    assert states_in_order() == [State.RETRY] * 3 + [State.QUEUED] * 2


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_relay_is_spoken_to(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R2: the socket itself refuses to work inside a transaction."""
    for name in ("sendall", "connect"):
        monkeypatch.setattr(socket, "socket", _watched(socket.socket, name))
    with transaction.atomic():
        mail = queued()

    assert sent(mail).state == State.SENT


def _watched(plain: Any, name: str) -> Any:
    class Watched(plain):
        pass

    def refuse_in_transaction(self: Any, *args: Any) -> Any:
        assert not connection.in_atomic_block
        return getattr(plain, name)(self, *args)

    setattr(Watched, name, refuse_in_transaction)
    return Watched


@pytest.mark.django_db(transaction=True)
def test_queueing_speaks_to_no_relay_and_to_no_broker_inside_the_transaction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """R2"""

    def refuse(*args: Any) -> None:
        raise AssertionError("a socket was opened inside the transaction")

    with transaction.atomic():
        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket.socket, "sendall", refuse)
        queued()
        monkeypatch.undo()

    assert OutgoingMail.objects.count() == 1
