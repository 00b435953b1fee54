"""Gunicorn's settings, where the defaults would let a client stop the system, or say everything twice."""

import logging
import socket
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn import glogging
from gunicorn.config import Config

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


def test_gunicorn_makes_no_second_line_of_a_request(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(glogging, "dictConfig", lambda config: None)  # that of the tests stays
    config = Config()
    config.set("logconfig_dict", web.logconfig_dict)
    answer: Any = SimpleNamespace(status="200 OK", sent=1, headers=[], request=None)
    asked: Any = SimpleNamespace(headers=[])
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": "/", "SERVER_PROTOCOL": "HTTP/1.1"}

    log = web.logger_class(config)
    with monkeypatch.context() as patch, caplog.at_level(logging.INFO, logger="gunicorn.access"):
        patch.setattr(logging.getLogger("gunicorn.access"), "propagate", True)
        log.access(answer, asked, environ, timedelta(seconds=1))

    assert not caplog.records
