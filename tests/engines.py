"""A pytest plugin (`-p tests.engines`): the suite runs on a real PostgreSQL and a real Valkey.

They are started here, before Django's settings are read, unless DATABASE_URL and REDIS_URL are given.
Workers of xdist inherit the addresses of the first process.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

ENGINES: list[subprocess.Popen[bytes]] = []
FOLDERS: list[Path] = []


def _start(command: list[str], is_ready: Any, log: Path) -> None:
    with log.open("wb") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=subprocess.STDOUT)
    ENGINES.append(process)
    until = time.monotonic() + 30
    while not is_ready():
        if process.poll() is not None or time.monotonic() > until:
            pytest.exit(f"{command[0]} did not start:\n{log.read_text()}", returncode=3)
        time.sleep(0.05)


def _start_engines() -> None:
    from recruitment.run.engines import Postgres, Valkey
    from recruitment.run.roles import Passwords

    folder = Path(tempfile.mkdtemp(prefix="rt-"))
    FOLDERS.append(folder)
    if not os.environ.get("DATABASE_URL"):
        passwords = Passwords.kept_by(lambda name: secrets.token_urlsafe(12))
        postgres = Postgres(folder / "pg", folder, durable=False, passwords=passwords)
        postgres.prepare()
        _start(postgres.command(), (folder / ".s.PGSQL.5432").exists, folder / "pg.log")
        os.environ["DATABASE_URL"] = postgres.url("postgres")
    if not os.environ.get("REDIS_URL"):
        valkey = Valkey(folder / "valkey", folder / "valkey.sock", secrets.token_urlsafe(12))
        valkey.prepare()
        _start(valkey.command(), valkey.socket.exists, folder / "valkey.log")
        os.environ["REDIS_URL"] = valkey.url()
    (folder / "data" / "static").mkdir(parents=True)
    os.environ["DATA_DIR"] = str(folder / "data")


def pytest_unconfigure(config: pytest.Config) -> None:
    for process in reversed(ENGINES):
        process.send_signal(signal.SIGINT)  # to PostgreSQL: end now, whoever is connected
    for process in reversed(ENGINES):
        process.wait(timeout=30)
    for folder in FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)


if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ.update(
        RECRUITMENT_MODE="embedded", SECRET_KEY=secrets.token_urlsafe(48), EMAIL_URL="", BASE_URL="",
        DEBUG="", REQUIRE_SECOND_FACTOR="",
    )  # fmt: skip
    _start_engines()
elif os.environ["REDIS_URL"].endswith("virtual_host=0"):
    # A database for each worker of xdist, as in PostgreSQL: limits are counted there; and a folder, or what
    # one says to all processes of its system would clear the pages that another one keeps.
    worker = os.environ["PYTEST_XDIST_WORKER"]
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'][:-1]}{int(worker.removeprefix('gw')) + 1}"
    own = Path(os.environ["DATA_DIR"]) / worker
    (own / "static").mkdir(parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(own)
