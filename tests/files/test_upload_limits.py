"""How much of a request is kept, and that nothing endless is read."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory

from files.upload_limits import RefuseEndless
from tests.source import ROOT

MIB = 1024 * 1024
HEAD = (
    b'--x\r\nContent-Disposition: form-data; name="before"\r\n\r\nfirst\r\n'
    b'--x\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n\r\n'
)
TAIL = b'\r\n--x\r\nContent-Disposition: form-data; name="after"\r\n\r\nlast\r\n--x--\r\n'


def resident(pid: int | str = "self") -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Stream:
    """A request body that is made while it is read, and that watches the memory of its reader."""

    def __init__(self, size: int) -> None:
        self.parts = iter([HEAD, *[os.urandom(64 * 1024)] * (size // 64 // 1024), TAIL])
        self.length = len(HEAD) + size // 64 // 1024 * 64 * 1024 + len(TAIL)
        self.rest = b""
        self.highest = 0

    def read(self, size: int = -1) -> bytes:
        self.highest = max(self.highest, resident())
        self.rest = self.rest or next(self.parts, b"")
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    readline = read


def request_with(stream: Stream) -> WSGIRequest:
    return RequestFactory().generic(
        "POST",
        "/",
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(stream.length),
        **{"wsgi.input": stream},
    )


@pytest.mark.parametrize("size", [11 * MIB, 60 * MIB])
def test_a_file_over_the_limit_costs_no_memory(size: int) -> None:
    """S33: counted, dropped, and the fields on both sides of it kept."""
    stream = Stream(size)
    request = request_with(stream)
    before = resident()

    cv = request.FILES["cv"]

    assert stream.highest - before < 20 * MIB
    assert (cv.over_limit, cv.size) == (True, size)
    assert os.fstat(cv.fileno()).st_size == 0
    assert request.POST.dict() == {"before": "first", "after": "last"}
    request.close()


def test_a_file_below_the_limit_is_whole() -> None:
    stream = Stream(MIB)
    request = request_with(stream)

    cv = request.FILES["cv"]

    assert (cv.over_limit, cv.size, len(cv.read())) == (False, MIB, MIB)
    request.close()


SIZES = {
    (10 * MIB,): [False],
    (10 * MIB + 1,): [True],
    (7 * MIB, 5 * MIB): [False, False],
    (7 * MIB, 5 * MIB + 1): [False, True],
    (7 * MIB, 7 * MIB): [False, True],
    (11 * MIB, 10 * MIB): [True, False],  # what was dropped leaves its room to the next
}


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_limits_of_a_file_and_of_a_request(sizes: tuple[int, ...]) -> None:
    """S33: 10 MiB a file, 12 MiB a request, to the byte."""
    field = b'--x\r\nContent-Disposition: form-data; name="f%d"; filename="cv.pdf"\r\n\r\n%b\r\n'
    body = b"".join(field % (number, bytes(size)) for number, size in enumerate(sizes)) + b"--x--\r\n"
    request = RequestFactory().generic("POST", "/", body, content_type="multipart/form-data; boundary=x")

    assert [request.FILES[f"f{number}"].over_limit for number in range(len(sizes))] == SIZES[sizes]
    request.close()


def test_an_absurd_length_is_refused_unread(client: Client, db: None) -> None:
    class Untouched:
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    response = client.generic(
        "POST", "/jobs/", content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": Untouched(), "CONTENT_LENGTH": str(101 * MIB)},
    )  # fmt: skip

    assert response.status_code == 413
    assert b"10 MB" in response.content


def test_a_body_without_a_length_is_refused() -> None:
    request = RequestFactory().post("/", headers={"transfer-encoding": "chunked"})

    assert RefuseEndless(lambda request: pytest.fail("let through"))(request).status_code == 411


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The real web server; (port, process id)."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "2", "-b", f"127.0.0.1:{port}"]
    (tmp_path / "system").mkdir()
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "TMPDIR": str(tmp_path / "system")}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "recruitment.wsgi"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )  # fmt: skip
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=20) as caller:
                caller.sendall(b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                assert caller.recv(100)
            break
        except OSError:
            assert process.poll() is None, (tmp_path / "log").read_text()
            time.sleep(0.1)
    yield port, process.pid
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)


def worker_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def open_files(pid: int, folder: Path) -> list[tuple[str, int]]:
    """Where each lies, and how much of it is written."""
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            if os.readlink(link).startswith(str(folder)):
                found.append((os.readlink(link), link.stat().st_size))
    return found


def test_a_killed_upload_leaves_nothing(server: tuple[int, int], tmp_path: Path) -> None:
    """Half of it had been written, in a private folder, and goes with its process."""
    port, pid = server
    worker, folder = worker_of(pid), tmp_path / "data" / "temporary"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
        caller.sendall(
            b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n"
            b"Cookie: language=en; csrf=" + b"a" * 32 + b"\r\n"
            b"Content-Length: 9000000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        caller.sendall(HEAD + b"a person's data " * 65536)
        until = time.monotonic() + 10
        while not (written := [size for _, size in open_files(worker, folder) if size > 100_000]):
            assert time.monotonic() < until
            time.sleep(0.05)
        assert folder.stat().st_mode & 0o777 == 0o700

        os.kill(worker, signal.SIGKILL)
        with suppress(OSError):
            caller.recv(100)

    assert len(written) == 1
    assert [*folder.iterdir(), *(tmp_path / "system").iterdir()] == []


def test_an_endless_chunked_body_is_stopped(server: tuple[int, int]) -> None:
    """S33: answered at once, and the connection closed although the sender goes on."""
    port, pid = server
    worker = worker_of(pid)
    before, sent, answer = resident(worker), 0, b""
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
        caller.sendall(
            b"POST /jobs/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        with suppress(OSError):
            while sent < 200 * MIB:
                caller.sendall(chunk)
                sent += len(chunk)
        with suppress(OSError):
            answer = caller.recv(100)

    assert sent < 20 * MIB
    assert answer == b"" or answer.startswith(b"HTTP/1.1 411")
    assert resident(worker) - before < 20 * MIB
