"""The launcher as a person meets it: a process that starts the system, watches over it and stops it."""

import os
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack import Stack, launch, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("run")]
STEPS = [
    "environment",
    "PostgreSQL",
    "Valkey",
    "database",
    "static files",
    "file fences",
    "sample",
    "web, workers",
]
SIGN_INS = [
    "admin@example.com", "recruiter@example.com", "manager@example.com", "manager2@example.com",
    "interviewer@example.com",
]  # fmt: skip


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, Stack]]:
    """Two copies side by side. The second has a DATA_DIR that is too long for sockets."""
    one = Stack(tmp_path_factory.mktemp("one") / "var")
    two = Stack(tmp_path_factory.mktemp("two") / ("long-" * 20) / "var", DEMO_PASSWORD="chosen-by-us-1234")
    two.data_dir.parent.mkdir()
    one.start()
    two.start()
    yield one, two
    for stack in (one, two):
        if stack.process.poll() is None:
            stack.stop()


@pytest.fixture
def stacks(both: tuple[Stack, Stack]) -> tuple[Stack, Stack]:
    """Both running, whatever the test before did."""
    for stack in both:
        if stack.process.poll() is not None:
            stack.start()
    for stack in both:
        stack.wait_until_started()
    return both


@pytest.fixture
def stack(stacks: tuple[Stack, Stack]) -> Stack:
    return stacks[0]


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def shell(stack: Stack, code: str) -> "subprocess.CompletedProcess[str]":
    return stack.manage("shell", "--no-imports", "-c", code)


def test_says_each_step_and_who_can_sign_in(stack: Stack) -> None:
    said = stack.said()

    assert [step for step in STEPS if step in said] == STEPS
    assert f"http://localhost:{stack.port}/" in said
    assert [email for email in SIGN_INS if email in said] == SIGN_INS


def test_all_parts_are_ready_soon(stack: Stack) -> None:
    wait_for(lambda: stack.status("/readyz") == 200)

    assert stack.status("/healthz") == 200
    assert stack.status("/jobs/") == 200


def test_a_monitor_may_ask_by_address_but_a_page_may_not_be_asked_under_another_name(stack: Stack) -> None:
    assert stack.status("/healthz", Host="10.1.2.3") == 200
    assert stack.status("/jobs/", Host="10.1.2.3") == 400


def test_secrets_are_kept_and_readable_by_the_owner_only(stack: Stack) -> None:
    for name in ("secret-key", "demo-password", "embedded.env"):
        assert mode(stack.data_dir / name) == 0o600
    assert mode(stack.data_dir) == 0o700
    assert (stack.data_dir / "demo-password").read_text().strip() == stack.password


WHO = """
import redis
from django.conf import settings
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")
    print(*cursor.fetchone())
try:
    redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]).config_get("*")
except redis.exceptions.NoPermissionError:
    print("refused")
"""


def test_the_running_system_has_the_least_rights(stack: Stack) -> None:
    """S68: it is given the account that may least, not the one that made or may do everything."""
    assert shell(stack, WHO).stdout.split() == ["recruitment_app", "False", "refused"]


def test_two_copies_run_side_by_side(stacks: tuple[Stack, Stack]) -> None:
    one, two = stacks

    assert one.status("/jobs/") == two.status("/jobs/") == 200
    assert two.password == "chosen-by-us-1234"
    assert one.password != two.password


def test_a_second_copy_in_the_same_data_dir_says_so(stack: Stack) -> None:
    done = launch(DATA_DIR=str(stack.data_dir))

    assert done.returncode == 2
    assert done.stderr == (
        f"Recruitment has stopped: another copy is running in DATA_DIR {stack.data_dir}; "
        "give this one its own DATA_DIR.\n"
    )


def test_a_port_in_use_says_so(stack: Stack, tmp_path: Path) -> None:
    done = launch(DATA_DIR=str(tmp_path / "var"), PORT=str(stack.port))

    assert done.returncode == 2
    assert done.stderr.startswith(f"Recruitment has stopped: PORT {stack.port} is in use on 127.0.0.1;")
    assert done.stderr.count("\n") == 1


def test_manage_speaks_to_the_running_copy(stack: Stack) -> None:
    done = shell(stack, "from accounts.models import User; print(User.objects.get(id=1).email)")

    assert done.returncode == 0, done.stderr
    assert done.stdout == "admin@example.com\n"


@pytest.mark.parametrize(
    "words",
    [
        "gunicorn",
        "-n mail@",
        "-n files@",
        "celery --quiet -A recruitment beat",
        "valkey-server",
        "bin/postgres -D",
    ],
)
def test_a_part_that_is_killed_comes_back(stack: Stack, words: str) -> None:
    before = stack.processes(words)
    main = min(before)

    os.kill(main, signal.SIGKILL)

    wait_for(lambda: stack.processes(words).keys() - before.keys())
    wait_for(lambda: stack.status("/jobs/") == 200 and stack.status("/readyz") == 200)
    assert "was ended by SIGKILL; starting it again." in stack.said()


def test_a_child_of_a_part_that_is_killed_comes_back(stack: Stack) -> None:
    for words in ("gunicorn", "-n files@"):
        before = stack.processes(words)
        os.kill(max(before), signal.SIGKILL)
        wait_for(lambda words=words, before=before: stack.processes(words).keys() - before.keys())

    wait_for(lambda: stack.status("/jobs/") == 200)


def test_kill_9_leaves_nobody_behind_and_loses_nothing(stack: Stack) -> None:
    shell(stack, "from accounts.models import User; User.objects.create_user('new@example.com', name='New')")
    password = stack.password
    stack.stop(by=signal.SIGKILL)
    wait_for(lambda: not stack.processes(), within=5)

    stack.start()
    wait_for(lambda: stack.status("/jobs/") == 200)
    answered_after = time.monotonic() - stack.started_at
    stack.wait_until_started()

    assert answered_after < 15
    assert stack.password == password
    assert "up to date" in stack.said()
    found = shell(stack, "from accounts.models import User; print(User.objects.get(name='New').email)")
    assert found.stdout == "new@example.com\n"


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_stops_everything_and_keeps_the_data(stacks: tuple[Stack, Stack], by: signal.Signals) -> None:
    stack = stacks[0 if by == signal.SIGTERM else 1]

    status = stack.stop(by=by)

    assert status == 0
    assert stack.said().endswith(f"Stopped. The data stays in {stack.data_dir}.\n")
    assert stack.processes() == {}
    assert not (stack.data_dir / "embedded.env").exists()
    assert (stack.data_dir / "postgres" / "PG_VERSION").exists()
    assert not (stack.data_dir / "postgres" / "postmaster.pid").exists()
