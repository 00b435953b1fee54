"""What a child can do whose parser was taken over (S67): with one fence alone, without one, with all."""

import json
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from files.sandbox import kernel, landlock, limits, server
from files.sandbox.client import Sandbox
from files.sandbox.fences import LAYERS, Fences
from files.sandbox.frames import Frame
from tests.files.corpus import ACCEPTED, FOLDER

pytestmark = pytest.mark.skipif(
    not kernel.LINUX or platform.machine() != "x86_64", reason="the attacks are written for x86_64 Linux"
)
FILES = {"read a file", "list a folder", "overwrite a file"}
NAMES = {"truncate a file", "unlink a file", "make a folder", "rename a file"}
GIVEN = {"write to the file it was given", "write to it through memory"}
OTHERS = {"signal another", "trace another", "read another's memory"}
BY_TCP, BY_UDP = {"connect by TCP"}, {"send by UDP"}
UNIX, ABSTRACT = {"connect to a Unix socket"}, {"connect to an abstract one"}
PROGRAMS = {"fork", "run a program"}
ROOT_ONLY = {"take a privilege", "become root"}
ALL = FILES | NAMES | GIVEN | OTHERS | BY_TCP | BY_UDP | UNIX | ABSTRACT | PROGRAMS | ROOT_ONLY
ALL |= {"share memory", "make a program", "raise a limit"}

# What each refuses when it is the only one. The read-only descriptor refuses GIVEN before any of them.
ALONE = {
    "limits": FILES | BY_TCP | BY_UDP | UNIX | ABSTRACT,
    "user": FILES | NAMES | OTHERS | ROOT_ONLY | UNIX,
    "privileges": {"take a privilege", "trace another", "read another's memory"},
    "namespaces": FILES
    | NAMES
    | OTHERS
    | BY_TCP
    | BY_UDP
    | UNIX
    | ABSTRACT
    | {"run a program", "share memory", "take a privilege"},
    "landlock": FILES | NAMES | OTHERS | BY_TCP | ABSTRACT | {"run a program"},
    "seccomp": ALL,
}
# What none of the others refuses; it reaches nothing by itself.
ONLY = {"seccomp": {"make a program"}}


@pytest.fixture(scope="module")
def victim() -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """A process of ours, as the web server would be, and where in its memory something stands."""
    code = (
        "import signal, time; signal.signal(signal.SIGUSR1, lambda *_: None); print(id(None), flush=True)\n"
        "while True: time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())
        process.kill()


@pytest.fixture
def place(tmp_path: Path, victim: tuple["subprocess.Popen[str]", int]) -> Iterator[dict[str, Any]]:
    """Things that a child must not reach, each of which we reach."""
    for name in ("kept", "renamed", "secret"):
        (tmp_path / name).write_text(name)
        (tmp_path / name).chmod(0o600)
    sockets = [socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX), socket.socket()]
    abstract = f"recruitment-{os.getpid()}"
    for listener, address in zip(
        sockets, (str(tmp_path / "socket"), "\0" + abstract, ("127.0.0.1", 0)), strict=True
    ):
        listener.bind(address)
        listener.listen()
    (tmp_path / "socket").chmod(0o600)
    yield {
        "folder": str(tmp_path), "secret": str(tmp_path / "secret"), "victim": victim[0].pid,
        "address": victim[1],
        "unix": str(tmp_path / "socket"), "abstract": abstract, "tcp": sockets[2].getsockname()[1],
        "shared": 0x5E000000 | os.getpid(),  # a key of this process: another may run these tests too
    }  # fmt: skip
    for listener in sockets:
        listener.close()


@pytest.fixture
def shared(place: dict[str, Any]) -> Iterator[None]:
    """A piece of memory that other programs have in common."""
    made = kernel.syscall(29, place["shared"], 4096, 0o1600)
    yield
    kernel.syscall(31, made, 0, 0)


def attacked(place: dict[str, Any], *, layers: tuple[str, ...], how: str = "plain") -> set[str]:
    """What was refused to a taken-over parser."""
    sandbox = Sandbox("tests.files.taken_over", how, ",".join(layers))
    source = Path(place["folder"]) / "source"
    source.write_text(json.dumps(place))
    try:
        with source.open("r+b") as file:
            told = sandbox.read(b"X", file)
        tried = {frame.head["attack"] for frame in told if "attack" in frame.head}
        assert tried == ALL, "it ended before it had tried everything"
        return {frame.head["attack"] for frame in told if frame.head.get("refused")}
    finally:
        sandbox.close()


def there() -> tuple[str, ...]:
    """The layers that this system has: one that it lacks is not tested on it, and is named at the start."""
    sandbox = Sandbox()
    try:
        return sandbox.fences().there
    finally:
        sandbox.close()


HERE = there()
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user is refused a part of it anyway")
BY_ONE = [
    pytest.param(layer, marks=[AS_ROOT, pytest.mark.skipif(layer not in HERE, reason=f"no {layer} here")])
    for layer in LAYERS
]


@AS_ROOT
@pytest.mark.usefixtures("shared")
def test_without_a_fence_all_of_it_works(place: dict[str, Any]) -> None:
    """The twin: each attack is one."""
    refused = attacked(place, layers=())

    assert refused == GIVEN


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("layer", BY_ONE)
def test_each_fence_alone(place: dict[str, Any], layer: str) -> None:
    if layer == "landlock" and landlock.version() < landlock.SCOPES_FROM:
        pytest.skip("this kernel's Landlock knows files only")
    refused = attacked(place, layers=(layer,))

    if layer == "limits":  # which root may raise, unless it lacks CAP_SYS_RESOURCE
        refused.discard("raise a limit")
    assert refused == ALONE[layer] | GIVEN


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("missing", [None, *LAYERS])
def test_all_together_refuse_everything(place: dict[str, Any], missing: str | None) -> None:
    """Also where any one of them is missing."""
    refused = attacked(place, layers=tuple(layer for layer in LAYERS if layer != missing))

    assert refused == ALL - ONLY.get(missing or "", set())
    assert (Path(place["folder"]) / "kept").read_text() == "kept"


@pytest.mark.usefixtures("shared")
def test_what_a_container_offers_refuses_everything(place: dict[str, Any]) -> None:
    """An ordinary user, no new namespaces, no capability: limits, Landlock and seccomp are left."""
    refused = attacked(place, layers=LAYERS, how="container")

    assert refused == ALL


def test_a_missing_fence_is_named() -> None:
    sandbox = Sandbox("tests.files.taken_over", "container", ",".join(LAYERS))
    try:
        told = sandbox.fences()
    finally:
        sandbox.close()

    assert told.missing == {"user": "only root can be somebody else", "namespaces": "operation not permitted"}
    assert told.there == ("limits", "privileges", "landlock", "seccomp")


@pytest.mark.parametrize("sample", ACCEPTED[::4], ids=str)
def test_a_good_file_is_read_in_a_container(sample: Any) -> None:
    sandbox = Sandbox("tests.files.taken_over", "container", ",".join(LAYERS))
    kind = sample.file.rpartition(".")[2][:1].lower().encode()
    try:
        with (FOLDER / sample.file).open("rb") as file:
            assert sandbox.judge(kind, file) == "fine"
            assert sandbox.read(kind.upper(), file)[-1].head == {"part": "end"}
    finally:
        sandbox.close()


@pytest.mark.parametrize("layers", [LAYERS, tuple(one for one in LAYERS if one != "namespaces")], ids=len)
@pytest.mark.parametrize("job", [b"T", b"C", b"M"])
def test_it_gets_no_more_than_its_share(tmp_path: Path, job: bytes, layers: tuple[str, ...]) -> None:
    """c6: time, processor, memory, also as the first process of a world of its own, which no alarm ends."""
    sandbox = Sandbox("tests.files.taken_over", "plain", ",".join(layers))
    (tmp_path / "empty").touch()
    try:
        sandbox.fences()
        start = time.monotonic()
        with (tmp_path / "empty").open("rb") as file:
            told = [frame.head["part"] for frame in sandbox.read(job, file)]
        took = time.monotonic() - start
    finally:
        sandbox.close()

    assert told == ["begun"]
    assert took < 5
    assert job != b"T" or took > 2


def did_work(file: BinaryIO) -> Iterator[Frame]:
    os._exit(77)


def test_a_fence_that_falls_later_lets_nothing_through() -> None:
    """The trial had it, the child has not: no work is done."""
    broken = Fences(("landlock",), rules=-1)
    child = os.fork()
    if child == 0:
        with open(os.devnull, "r+b") as nothing:
            server.READERS[b"X"] = did_work
            server.work(b"X", nothing.fileno(), nothing.fileno(), broken)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_trial_that_ends_has_no_fence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said to be there that nobody saw."""
    trial = Fences(("limits",))
    monkeypatch.setattr(limits, "keep", lambda given: os._exit(1))

    trial.raise_()

    assert (trial.there(), trial.missing) == ([], {"limits": "the trial of it ended"})


def test_no_child_outlives_its_server(tmp_path: Path) -> None:
    sandbox = Sandbox("tests.files.taken_over", "plain", ",".join(LAYERS))
    (tmp_path / "empty").touch()
    sandbox.fences()
    assert sandbox.process is not None
    pid = sandbox.process.pid
    with (tmp_path / "empty").open("rb") as file:
        asking = threading.Thread(target=sandbox.read, args=(b"T", file))
        asking.start()
        children = waited_for(lambda: below(pid))
        os.kill(pid, signal.SIGKILL)
        asking.join()
    sandbox.close()

    assert children
    assert waited_for(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


def below(pid: int) -> list[int]:
    """The process that stays behind and the one in a world of its own, once both are there."""
    found, last = [], pid
    while said := Path(f"/proc/{last}/task/{last}/children").read_text().split():
        last = int(said[0])
        found.append(last)
    return found if len(found) == 1 + ("namespaces" in HERE) else []


def waited_for(what: Callable[[], Any]) -> Any:
    until = time.monotonic() + 5
    while not (found := what()) and time.monotonic() < until:
        time.sleep(0.02)
    return found


def test_each_layer_has_its_row() -> None:
    assert set(ALONE) == set(LAYERS)
