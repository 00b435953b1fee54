"""Gunicorn's settings (`gunicorn -c python:recruitment.run.web recruitment.wsgi`)."""

import os
import socket
import struct
from typing import Any

from gunicorn.glogging import Logger

from files import temporary
from recruitment import settings
from recruitment.run.tether import die_with_parent

bind = f"unix:{settings.WEB_SOCKET}" if settings.WEB_SOCKET else settings.ADDRESS
worker_class = "gthread"
workers = settings.WEB_WORKERS
threads = 8
preload_app = True
timeout = 60
graceful_timeout = 15
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  heartbeats, not data
control_socket_disable = True
logconfig_dict = settings.LOGGING


class OneLineARequest(Logger):
    """`recruitment.request_log` writes it, without addresses and queries.

    Wherever logging is set up by a table, gunicorn makes another one, for nobody.
    """

    def access(self, *args: Any) -> None:
        pass


logger_class = OneLineARequest

PATIENCE = 15  # seconds without a byte, after which a client no longer holds its thread


def on_starting(server: Any) -> None:
    temporary.remove_left()


def when_ready(server: Any) -> None:
    """gthread reads without a limit of time: a few telephones that lose their network would stop the system.

    Connections inherit these limits from the socket that accepts them.
    """
    seconds = struct.pack("@ll", PATIENCE, 0)
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, seconds)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, seconds)


def post_fork(server: Any, worker: Any) -> None:
    die_with_parent(server.pid)
