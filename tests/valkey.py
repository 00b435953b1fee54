"""A Valkey of a test's own, to freeze, to fill and to kill; the one that all tests share is left alone."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings

from core import circuit_breaker
from recruitment.celery import app
from recruitment.run.engines import Valkey


class OwnValkey:
    """A process on a socket of its own. `empty` starts lose what was in it, as another machine would."""

    def __init__(self, folder: Path) -> None:
        self.engine = Valkey(folder / "valkey", folder / "valkey.sock")
        self.start()

    @property
    def url(self) -> str:
        return self.engine.url()

    def start(self) -> None:
        shutil.rmtree(self.engine.data, ignore_errors=True)
        self.engine.prepare()
        self.process = subprocess.Popen(self.engine.command(), stdout=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while not self.engine.is_ready():
            assert time.monotonic() < until
            time.sleep(0.02)

    def freeze(self) -> None:
        """The kernel still takes connections and bytes; nobody answers."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def fill(self) -> None:
        """Up to its `maxmemory`, and one megabyte beyond: under noeviction each further write is refused."""
        with self.client() as client:
            used = client.info("memory")["used_memory"]
            client.config_set("maxmemory", used + 4_000_000)
            with pytest.raises(redis.exceptions.OutOfMemoryError):
                for number in range(100):
                    client.set(f"ballast:{number}", b"x" * 100_000)
            client.config_set("maxmemory", used + 3_000_000)

    def empty(self) -> None:
        with self.client() as client:
            client.flushall()
            client.config_set("maxmemory", 0)  # it gives memory back in its own time

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def client(self) -> "redis.Redis[bytes]":
        return redis.Redis(unix_socket_path=str(self.engine.socket))


def ring_at(url: str, **options: Any) -> None:
    """Where Celery of this process rings from now on; what it has opened elsewhere is let go.

    `options` stand in for those of the settings, which keep a caller from waiting.
    """
    app.conf.broker_url = app.conf.broker_write_url = app.conf.broker_read_url = url
    app.conf.broker_transport_options = options or settings.CELERY_BROKER_TRANSPORT_OPTIONS
    if app._pool is not None:
        app._pool.force_close_all()
    app._pool = app.amqp._producer_pool = None


@pytest.fixture
def broker_at() -> Iterator[Any]:
    """Let Celery ring at another address for one test."""
    yield ring_at
    ring_at(settings.CELERY_BROKER_URL)


@pytest.fixture
def own_valkey(broker_at: Any, settings: Any) -> Iterator[OwnValkey]:
    """Cache and doorbell of this process use it, and those of the tests after it do not."""
    folder = Path(tempfile.mkdtemp(prefix="rv-"))
    server = OwnValkey(folder)
    where = server.url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": where}}
    broker_at(server.url)
    circuit_breaker.close()
    yield server
    circuit_breaker.close()
    server.kill()
    shutil.rmtree(folder)
