"""`/healthz` is alive or not there; `/readyz` names the parts that are missing and says no more."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from core import disks
from core.models import SweepFailure
from files.models import StoreMark
from files.sandbox.client import Sandbox, sandbox
from recruitment import health, heartbeats, tasks
from tests.files.scanner import Scanner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def workers_are_well() -> None:
    heartbeats._last.clear()
    for part in (heartbeats.MAIL, heartbeats.FILES):
        heartbeats.sign(part)


def fences() -> dict[str, list[str]]:
    """Of the system that this runs on."""
    told = sandbox.fences()
    return {"there": list(told.there), "missing": list(told.missing)}


def test_alive_asks_no_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_ready_when_all_parts_are_there(client: Client) -> None:
    tasks.hear_beat()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"missing": [], "fences": fences()}


def test_ready_with_rows_put_aside(client: Client) -> None:
    tasks.hear_beat()
    SweepFailure.objects.create(sweep="remind", row="1")
    long_ago = timezone.now() - timedelta(days=3)
    SweepFailure.objects.create(sweep="remind", row="2", next_try_at=long_ago)  # nothing sweeps it any more

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"missing": [], "fences": fences(), "put_aside": 1}


def test_beat_that_was_never_heard(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"missing": ["beat"]}


@pytest.mark.parametrize(
    ("part", "seconds", "missing"),
    [
        (heartbeats.BEAT, 110, []), (heartbeats.BEAT, 130, ["beat"]),
        (heartbeats.MAIL, 50, []), (heartbeats.MAIL, 70, ["mail worker"]),
        (heartbeats.FILES, 50, []), (heartbeats.FILES, 70, ["file worker"]),
    ],
)  # fmt: skip
def test_a_part_that_was_heard_a_while_ago(
    client: Client, part: str, seconds: int, missing: list[str]
) -> None:
    tasks.hear_beat()
    cache.set(heartbeats._key(part, ""), time.time() - seconds)

    assert client.get("/readyz").json()["missing"] == missing


@pytest.mark.parametrize("name", ["", "tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl"])
def test_a_scanner_that_is_named_must_answer(client: Client, settings: Any, name: str) -> None:
    """S40"""
    tasks.hear_beat()
    settings.CLAMD_URL = name

    assert client.get("/readyz").json()["missing"] == (["malware scanner"] if name else [])


def test_a_scanner_that_answers(client: Client, settings: Any) -> None:
    tasks.hear_beat()

    with Scanner(settings):
        assert client.get("/readyz").json()["missing"] == []


@contextmanager
def stopped_by_us() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "60"]) as process:
        try:
            yield process
        finally:  # one that is stopped would be waited for without an end
            process.kill()


@pytest.mark.parametrize("part", [heartbeats.BEAT, heartbeats.MAIL, heartbeats.FILES])
def test_a_part_that_is_stopped_is_named_before_it_was_silent_for_long(
    client: Client, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    tasks.hear_beat()
    name = {heartbeats.MAIL: "mail worker", heartbeats.FILES: "file worker"}.get(part, part)
    with stopped_by_us() as process:
        with monkeypatch.context() as inside:
            inside.setattr(os, "getpid", lambda: process.pid)
            heartbeats.is_here(part)
        assert client.get("/readyz").json()["missing"] == []
        process.send_signal(signal.SIGSTOP)
        os.waitpid(process.pid, os.WUNTRACED)
        assert client.get("/readyz").json() == {"missing": [name]}
        monkeypatch.setattr(heartbeats.socket, "gethostname", lambda: "another machine")
        assert client.get("/readyz").json()["missing"] == []


def test_a_frozen_master_of_the_web_processes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.hear_beat()
    with stopped_by_us() as master:
        monkeypatch.setattr(os, "getppid", lambda: master.pid)
        assert client.get("/readyz").status_code == 200
        master.send_signal(signal.SIGSTOP)
        os.waitpid(master.pid, os.WUNTRACED)
        assert client.get("/readyz").json() == {"missing": ["web master"]}


def test_a_sandbox_that_does_not_start(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "sandbox", Sandbox("files.sandbox.no_such_program"))
    tasks.hear_beat()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"missing": ["sandbox"]})


def test_a_fence_that_is_missing_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """S67: as in a container that forbids namespaces; the log has why."""
    lesser = Sandbox("tests.files.taken_over", "container", "limits,user,namespaces,seccomp")
    monkeypatch.setattr(health, "sandbox", lesser)
    tasks.hear_beat()

    told = client.get("/readyz").json()["fences"]
    lesser.close()

    assert told == {"there": ["limits", "seccomp"], "missing": ["namespaces", "user"]}


def test_without_redis(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.hear_beat()
    monkeypatch.setitem(settings.CACHES["default"], "LOCATION", "unix:///nowhere/valkey.sock?db=0")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"missing": ["redis"]}


def test_with_a_migration_to_do(client: Client) -> None:
    tasks.hear_beat()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit'")

    assert client.get("/readyz").json() == {"missing": ["migrations"]}


def test_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> bool:
        raise OSError("could not connect to db.internal:5432 as recruitment")

    tasks.hear_beat()
    monkeypatch.setitem(health.PARTS, "database", gone)

    answer = client.get("/readyz")

    assert answer.json() == {"missing": ["database"]}
    assert "db.internal" not in answer.content.decode()


@pytest.mark.parametrize(
    ("backend", "options"),
    [
        ("files.store.folder.Folder", {"location": "/dev/null/files"}),
        (
            "files.store.bucket.Bucket",
            {"bucket_name": "files", "endpoint_url": "http://127.0.0.1:1", "region_name": None},
        ),
    ],
)
def test_without_its_files(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, backend: str, options: dict[str, Any]
) -> None:
    tasks.hear_beat()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-a-test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-a-test")
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": options}}

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"missing": ["files"]}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_asking_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code in {200, 503}


def test_not_ready_beside_the_files_of_another_copy(client: Client) -> None:
    tasks.hear_beat()
    StoreMark.objects.create(pk=1, mark="of-another-place")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"missing": ["files"]})


def test_not_ready_on_a_full_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.hear_beat()
    monkeypatch.setattr(disks, "FULL", 2**62)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"missing": ["disk"]})
