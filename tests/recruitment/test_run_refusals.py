"""A start that cannot be: one line that names the reason, status 2, and nothing left running."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from files.models import StoreMark
from tests.mail.engines import environment
from tests.stack import ROOT, clean_environment, free_port, launch, processes_of

REFUSED = [
    ({"PORT": "eighty"}, "PORT must be a whole number from 1 to 65535, not 'eighty'"),
    ({"DEMO_PASSWORD": "short"}, "DEMO_PASSWORD must have 12 characters or more"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY must be at least 32 characters"),
    ({"TIME_ZONE": "Kalundborg"}, "TIME_ZONE must be a time zone"),
    ({"EMAIL_URL": "mail.example.com"}, "EMAIL_URL must start with one of"),
    ({"HOST": "192.0.2.7"}, "HOST '192.0.2.7' cannot be listened on"),
    ({"DATABASE_URL": "postgres:/nothing"}, "DATABASE_URL "),
    ({"DATABASE_URL": "postgres://a:hunter2@127.0.0.1:1/x"}, "DATABASE_URL cannot be used: "),
    ({"DATABASE_URL": "postgres://a:hunter2@host.invalid/x"}, "DATABASE_URL cannot be used: "),
    ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "REDIS_URL cannot be used: "),
    ({"FILES_URL": "s3://hunter2:hunter2@files"}, "FILES_URL must hold no keys"),
    (
        {
            "FILES_URL": "s3://files?endpoint=http://127.0.0.1:1",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "hunter2",
        },
        "FILES_URL cannot be used: the bucket did not answer: ",
    ),
]


@pytest.mark.parametrize(("environment", "line"), REFUSED, ids=lambda value: str(value)[:40])
def test_one_line_names_the_reason(tmp_path: Path, environment: dict[str, str], line: str) -> None:
    data_dir = tmp_path / "var"

    done = launch(**{"DATA_DIR": str(data_dir), "PORT": str(free_port()), **environment})

    assert done.returncode == 2
    assert done.stderr.startswith(f"Recruitment has stopped: {line}")
    assert done.stderr.count("\n") == 1
    assert "hunter2" not in done.stderr
    assert processes_of(data_dir) == {}


def test_a_database_that_does_not_exist(tmp_path: Path) -> None:
    there = os.environ["DATABASE_URL"].replace("/postgres?", "/no_such_database?")

    done = launch(DATA_DIR=str(tmp_path / "var"), PORT=str(free_port()), DATABASE_URL=there)

    assert done.returncode == 2
    assert "DATABASE_URL cannot be used: " in done.stderr
    assert 'database "no_such_database" does not exist' in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_data_dir_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    done = launch(DATA_DIR=str(tmp_path / "file" / "var"))

    assert done.returncode == 2
    assert done.stderr == (
        f"Recruitment has stopped: DATA_DIR {tmp_path}/file/var cannot be written: Not a directory.\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_dir_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    done = launch(DATA_DIR=str(tmp_path / "var"))

    assert done.returncode == 2
    assert "cannot be written: Permission denied." in done.stderr


def test_files_of_another_postgresql(tmp_path: Path) -> None:
    cluster = tmp_path / "var" / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("16\n")

    done = launch(DATA_DIR=str(tmp_path / "var"), PORT=str(free_port()))

    assert done.returncode == 2
    assert "was made by PostgreSQL 16 and this is 18" in done.stderr
    assert "pg_dump" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Somebody who takes calls and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_redis_that_never_answers(tmp_path: Path, silent_port: int) -> None:
    done = launch(
        DATA_DIR=str(tmp_path / "var"), PORT=str(free_port()), REDIS_URL=f"redis://127.0.0.1:{silent_port}/0",
        DATABASE_URL=os.environ["DATABASE_URL"],
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.startswith("Recruitment has stopped: REDIS_URL cannot be used: ")


def test_manage_without_a_running_copy(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, capture_output=True, text=True,
        env=clean_environment(DATA_DIR=str(tmp_path)),
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.startswith(f"manage.py: no copy is running in {tmp_path}: ")
    assert done.stderr.count("\n") == 1


@pytest.fixture
def taken_database(transactional_db: None) -> str:
    """Another copy keeps its files elsewhere."""
    StoreMark.objects.create(pk=1, mark="of-the-first-copy")
    return environment()["DATABASE_URL"]


def test_a_second_copy_with_a_folder_of_its_own(tmp_path: Path, taken_database: str) -> None:
    data_dir = tmp_path / "var"

    done = launch(DATA_DIR=str(data_dir), PORT=str(free_port()), DATABASE_URL=taken_database)

    assert done.returncode == 2
    assert done.stderr.startswith("Recruitment has stopped: the files of this database lie elsewhere: give ")
    assert done.stderr.count("\n") == 1
    assert processes_of(data_dir) == {}


@pytest.mark.parametrize("name", ["web", "file-worker"])
def test_a_second_copy_in_containers(name: str, tmp_path: Path, taken_database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "recruitment.run.part", name], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "DATABASE_URL": taken_database, "DATA_DIR": str(tmp_path)}, timeout=60,
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.startswith(f"{name}: the files of this database lie elsewhere: give this copy the ")
    assert done.stderr.count("\n") == 1
