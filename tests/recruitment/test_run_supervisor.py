"""Who dies is started again; who cannot live stops everything, with the reason."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from core.disks import MB, Disk
from recruitment.run import supervisor as module
from recruitment.run.refusal import Refusal
from recruitment.run.supervisor import Part, Stop, Supervisor
from recruitment.run.tether import tethered
from tests.stack import ROOT, clean_environment, processes_of, wait_for


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str], monkeypatch: pytest.MonkeyPatch) -> Supervisor:
    monkeypatch.setattr(module, "FIRST_WAIT", 0.001)
    return Supervisor(say=said.append)


def part(folder: Path, script: str, name: str = "part", **fields: Any) -> Part:
    fields = {"is_ready": lambda: True, **fields}
    return Part(name, ["sh", "-c", script], folder / f"{name}.log", **fields)


def test_who_cannot_live_stops_everything_with_its_last_log_line(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    supervisor.start([part(tmp_path, "echo no paper left; exit 3")])

    with pytest.raises(Refusal, match=r"part ended with status 3, time and again: no paper left"):
        supervisor.watch()

    assert said == ["part ended with status 3; starting it again."] * module.PATIENCE


def test_who_is_killed_from_outside_again_and_again_comes_back(
    supervisor: Supervisor, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONG_PATIENCE", 12)
    supervisor.start([part(tmp_path, "kill -9 $$")])

    with pytest.raises(Refusal, match="was ended by SIGKILL, time and again"):
        supervisor.watch()

    assert len(said) == 12 > module.PATIENCE


def test_a_part_that_ends_before_it_is_ready(supervisor: Supervisor, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="part ended with status 4: out of ink"):
        supervisor.start([part(tmp_path, "echo out of ink; exit 4", is_ready=lambda: False)])


def test_a_part_that_is_never_ready(supervisor: Supervisor, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="part was not ready within 0 seconds"):
        supervisor.start([part(tmp_path, "sleep 60", is_ready=lambda: False)], within=0.1)

    supervisor.stop()


def test_stops_in_turns_and_kills_who_will_not(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_WITHIN", 0.3)
    order = tmp_path / "order"
    leaving = "trap 'echo {0} >> {1}; exit' TERM; echo ready; while :; do sleep 0.02; done"
    parts = [
        part(tmp_path, leaving.format("engine", order), "engine", stop_order=3),
        part(tmp_path, "trap '' TERM; echo ready; while :; do sleep 0.02; done", "deaf", stop_order=1),
        part(tmp_path, leaving.format("web", order), "web", stop_order=0),
    ]
    supervisor.start(parts)
    wait_for(lambda: all("ready" in each.log.read_text() for each in parts))

    supervisor.stop()

    assert order.read_text().split() == ["web", "engine"]
    assert not any(each.is_running for each in parts)


def test_a_long_log_is_set_aside_at_the_next_start(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_LOG", 10)
    (tmp_path / "part.log").write_text("more than ten bytes\n")

    supervisor.start([part(tmp_path, "sleep 60")])
    supervisor.stop()

    assert (tmp_path / "part.log.1").read_text() == "more than ten bytes\n"
    assert (tmp_path / "part.log").read_text() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_a_tethered_process_dies_with_its_parent(tmp_path: Path) -> None:
    start = (
        "import subprocess, time; from recruitment.run.tether import tethered;"
        f"subprocess.Popen(tethered(['sleep', '60']), cwd={str(tmp_path)!r}); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", start], cwd=ROOT, env=clean_environment())
    wait_for(lambda: "sleep 60" in processes_of(tmp_path).values())

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    wait_for(lambda: not processes_of(tmp_path), within=5)


def test_a_tether_to_a_parent_that_is_gone_already_ends_at_once() -> None:
    command = tethered(["sleep", "60"])
    command[command.index(str(os.getpid()))] = "1"

    assert subprocess.run(command, timeout=30).returncode == -signal.SIGKILL


def test_who_is_frozen_is_replaced(
    supervisor: Supervisor, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And who thaws in time is left alone."""
    monkeypatch.setattr(module, "FROZEN_FOR", 0.5)
    sleeper = part(tmp_path, "exec sleep 60")
    supervisor.start([sleeper])
    assert sleeper.process is not None
    first = sleeper.process
    watching = threading.Thread(target=watched, args=[supervisor])
    watching.start()

    first.send_signal(signal.SIGSTOP)
    time.sleep(0.3)
    first.send_signal(signal.SIGCONT)
    time.sleep(0.8)
    assert sleeper.process is first
    assert sleeper.is_running
    first.send_signal(signal.SIGSTOP)
    until = time.monotonic() + 10
    while sleeper.process is first and time.monotonic() < until:
        time.sleep(0.05)

    supervisor.say = stop
    sleeper.process.kill()
    watching.join()
    assert first.returncode == -signal.SIGKILL
    assert said[0] == "part is frozen; ending it."


def stop(text: str) -> None:
    raise Stop


def watched(supervisor: Supervisor) -> None:
    with suppress(Stop):
        supervisor.watch()


def test_on_a_full_disk_nobody_is_given_up_and_all_goes_on_with_room(
    supervisor: Supervisor, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With longer pauses each time, and at once when there is room."""
    monkeypatch.setattr(module, "LOOK_AT_DISK", 0.0)
    room = tmp_path / "room"
    engine = part(tmp_path, f"[ -e {room} ] && exec sleep 60; exit 1")
    pauses: list[float] = []

    def say(text: str) -> None:
        said.append(text)
        if "starting it again" in text:
            pauses.append(engine.again_at - time.monotonic())
            if len(pauses) == module.PATIENCE + 5:
                room.touch()
                engine.again_at = time.monotonic() + 60  # as after hours

    def disk() -> Disk:
        if room.exists() and engine.is_running:
            raise Stop
        return Disk(Path("/data"), (200 if room.exists() else 1) * MB, 300 * MB)

    supervisor.say, supervisor.disk = say, disk
    supervisor.parts.append(engine)
    engine.start()
    began = time.monotonic()
    with pytest.raises(Stop):
        supervisor.watch()
    supervisor.stop()

    assert time.monotonic() - began < 30
    assert sorted(pauses) == pauses
    assert pauses[-1] > 50 * pauses[0]
    assert said[0] == (
        "The disk of /data is full: 1 MB left of 300 MB. What ends is started again until there is room."
    )
    assert said[1:-1] == ["part ended with status 1; starting it again."] * (module.PATIENCE + 5)
    assert said[-1] == "The disk of /data has room again: 200 MB left of 300 MB."


def test_a_part_that_cannot_even_be_started_is_tried_again(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    """A disk without room for its log."""
    engine = part(tmp_path, "exit 1")
    engine.start()
    wait_for(lambda: not engine.is_running)
    engine.log.unlink()
    engine.log.mkdir()
    engine.again_at = time.monotonic()

    supervisor._revive(engine)

    assert said == ["part could not be started: Is a directory."]
    assert engine.again_at > time.monotonic() + module.LONGEST_WAIT - 5
