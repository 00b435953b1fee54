"""Gunicorn's settings, where the defaults would let a client stop the system."""

import socket
from types import SimpleNamespace

import pytest

from recruitment.run import web


def accepted_by(listener: socket.socket) -> tuple[socket.socket, socket.socket]:
    client = socket.create_connection(listener.getsockname())
    accepted, _ = listener.accept()
    accepted.setblocking(True)  # as gthread does
    return client, accepted


def test_a_client_that_falls_silent_lets_go_of_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "PATIENCE", 1)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        web.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        client, accepted = accepted_by(listener)

        with client, accepted, pytest.raises(BlockingIOError):
            accepted.recv(1)
