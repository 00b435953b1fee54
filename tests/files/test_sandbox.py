"""The child has little of everything, and nobody waits for a dead one."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from files.sandbox import client, frames
from files.sandbox.client import Sandbox, Unanswered
from files.sandbox.limits import JUDGING
from recruitment.run import web
from tests.files.corpus import FOLDER, sample
from tests.source import ROOT

CV = FOLDER / sample("s35").file
BOMB = FOLDER / sample("s49").file


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


def judged(sandbox: Sandbox, path: Path = CV) -> str:
    with path.open("rb") as file:
        return sandbox.judge(b"p", file)


def test_a_verdict_is_quick_once_warm(sandbox: Sandbox) -> None:
    judged(sandbox)

    start = time.monotonic()
    for _ in range(10):
        assert judged(sandbox) == "fine"

    assert (time.monotonic() - start) / 10 < 0.5


def test_a_bomb_costs_the_child_its_life_and_nothing_else(sandbox: Sandbox) -> None:
    """c6, V29: refused, and the next file is judged as ever."""
    assert judged(sandbox, BOMB) == "limits"
    assert judged(sandbox) == "fine"


def test_the_server_has_no_secrets(sandbox: Sandbox) -> None:
    """c6"""
    judged(sandbox)
    assert sandbox.process is not None

    environment = Path(f"/proc/{sandbox.process.pid}/environ").read_bytes()
    assert b"SECRET_KEY" not in environment
    assert b"DATABASE_URL" not in environment


def test_a_killed_server_is_started_again(sandbox: Sandbox) -> None:
    judged(sandbox)
    assert sandbox.process is not None
    first = sandbox.process.pid

    os.kill(first, signal.SIGKILL)
    sandbox.process.wait()

    assert judged(sandbox) == "fine"
    assert sandbox.process.pid != first


def test_threads_share_one_server(sandbox: Sandbox) -> None:
    judged(sandbox)
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(judged(sandbox))) for _ in range(client.AT_ONCE)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == ["fine"] * client.AT_ONCE


def test_too_many_at_once_are_told_to_come_again(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PATIENCE", 0.01)
    sandbox.turns = threading.BoundedSemaphore(1)

    with sandbox.turns, pytest.raises(Unanswered):
        judged(sandbox)


def test_uploads_never_hold_half_of_the_threads(tmp_path: Path) -> None:
    """Those beyond are told at once, and a file that does not end costs its time once."""
    assert web.threads / 2 > client.AT_ONCE
    (tmp_path / "empty").touch()
    sandbox = Sandbox("tests.files.taken_over", "plain", "limits")
    sandbox.fences()
    told: list[str] = []

    def ask() -> None:
        with (tmp_path / "empty").open("rb") as file:
            try:
                told.append(sandbox.judge(b"t", file))
            except Unanswered:
                told.append("busy")

    threads = [threading.Thread(target=ask) for _ in range(web.threads)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sandbox.close()

    assert sorted(told) == ["busy"] * (web.threads - client.AT_ONCE) + ["limits"] * client.AT_ONCE
    assert JUDGING.wall + client.PATIENCE <= 2
    assert time.monotonic() - start < 5


def test_a_server_that_starts_slowly_costs_the_file_nothing() -> None:
    """Its start alone takes longer than a file may."""
    sandbox = Sandbox("tests.files.slow_start")
    try:
        assert judged(sandbox) == "fine"
    finally:
        sandbox.close()


def test_the_server_ends_with_its_asker() -> None:
    code = (
        "from files.sandbox.client import sandbox; import sys, time\n"
        f"print(sandbox.judge(b'p', open({str(CV)!r}, 'rb')), sandbox.process.pid, flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as asker:
        assert asker.stdout is not None
        verdict, server = asker.stdout.readline().split()
        asker.kill()

    assert verdict == b"fine"
    until = time.monotonic() + 5
    while Path(f"/proc/{int(server)}/cmdline").exists() and time.monotonic() < until:
        state = Path(f"/proc/{int(server)}/stat").read_text().split()[2]
        if state == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{int(server)}/cmdline").exists()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_asker_starts_its_own_server(sandbox: Sandbox) -> None:
    judged(sandbox)
    child = os.fork()
    if child == 0:
        sandbox.forget()
        os._exit(0 if judged(sandbox) == "fine" else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert judged(sandbox) == "fine"


def test_a_frame_that_lies_about_its_size_is_the_end() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(frames.HEAD.pack(2**31, 0))
        theirs.close()
        assert client._listen(ours, seconds=1) == []


def test_a_silent_child_is_not_waited_for_for_ever() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        start = time.monotonic()
        assert client._listen(ours, seconds=0.1) == []
        assert time.monotonic() - start < 2
