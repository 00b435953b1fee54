"""What stands in front of `make run`: the slow hold nobody up, and nothing that is claimed is believed."""

import http.client
import os
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from recruitment.run import web
from recruitment.run.parts import FRONT_MEMORY
from tests.stack import Stack, processes_of, wait_for

SLOW = 2 * web.threads * 2  # more than two processes have threads, twice
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("front") / "var") as stack:
        yield stack


def by_port(stack: Stack) -> socket.socket:
    return socket.create_connection(("127.0.0.1", stack.port), timeout=5)


def behind_it(stack: Stack) -> socket.socket:
    """As if nothing stood in front."""
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(5)
    made.connect(str(stack.data_dir / "run" / "web.sock"))
    return made


def trickle(made: socket.socket, *, body: bool) -> None:
    """The head of a request whose rest does not come, or not even that."""
    head = b"POST /jobs/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n"
    made.sendall(head + b"\r\nx" if body else head)


def answer(made: socket.socket) -> bytes:
    """The first bytes of an answer; none within five seconds."""
    made.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    try:
        return made.recv(15)
    except TimeoutError:
        return b""


def answered_beside(stack: Stack, connect: Callable[[Stack], socket.socket], *, body: bool) -> bytes:
    with ExitStack() as held:
        for _ in range(SLOW):
            trickle(held.enter_context(connect(stack)), body=body)
        return answer(held.enter_context(connect(stack)))


@pytest.mark.parametrize("body", [True, False])
def test_slow_clients_hold_no_thread(stack: Stack, body: bool) -> None:
    assert answered_beside(stack, by_port, body=body) == b"HTTP/1.1 200 OK"


def test_behind_it_they_would(stack: Stack) -> None:
    """The twin: the same clients at the web server itself."""
    assert answered_beside(stack, behind_it, body=True) == b""

    wait_for(lambda: stack.status("/healthz") == 200)  # they are gone, and their threads are free


def signs_in(stack: Stack, *, claimed: str) -> int:
    """With a wrong password, from an address that is only claimed."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)
    headers = {"Host": f"localhost:{stack.port}", "X-Forwarded-For": claimed}
    connection.request("GET", "/accounts/login/", headers=headers)
    page = connection.getresponse()
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = page.read().decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    body = f"csrfmiddlewaretoken={token}&login=admin%40example.com&password=wrong"
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    connection.request("POST", "/accounts/login/", body, {**headers, **kind})
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_forged_address_starts_no_new_count(stack: Stack) -> None:
    """S62: what the front saw counts."""
    assert [signs_in(stack, claimed=f"192.0.2.{n}") for n in range(6)] == [200] * 5 + [429]


def test_it_listens_where_it_was_told_to(stack: Stack) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", stack.port), timeout=2)


def test_the_web_server_has_no_port(stack: Stack) -> None:
    assert (stack.data_dir / "run").stat().st_mode & 0o777 == 0o700
    assert Path(stack.data_dir / "run" / "web.sock").is_socket()


def pid_of(stack: Stack, word: str) -> int:
    return min(pid for pid, words in processes_of(stack.data_dir).items() if word in words)


@pytest.mark.parametrize("word", ["gunicorn", "caddy run"])
def test_either_is_started_again(stack: Stack, word: str) -> None:
    """Whoever asks while the web server starts again waits for it."""
    before = pid_of(stack, word)
    os.kill(before, signal.SIGKILL)
    if word == "gunicorn":
        with by_port(stack) as asking:
            assert answer(asking) == b"HTTP/1.1 200 OK"
    wait_for(lambda: stack.status("/jobs/") == 200)

    assert pid_of(stack, word) != before


FULL_SIZE = 11 * 1024**2  # bytes; as much as a request may have, nearly


def held_upload(stack: Stack) -> socket.socket:
    """All of a file but its last byte."""
    made = by_port(stack)
    head = b"POST /jobs/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % FULL_SIZE
    with suppress(OSError):  # it has ended meanwhile
        made.sendall(head + b"x" * (FULL_SIZE - 1))
    return made


def memory_of(pid: int) -> int:
    """Bytes."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) * 1024
    return 0


def fresh_front(stack: Stack) -> int:
    """Nothing that an earlier test filled is left to be filled again."""
    before = pid_of(stack, "caddy run")
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: stack.status("/jobs/") == 200)
    return pid_of(stack, "caddy run")


def most_memory_beside(stack: Stack, pid: int, *, uploads: int) -> int:
    with ExitStack() as held:
        most = 0
        with suppress(ConnectionRefusedError):  # it has ended
            for _ in range(uploads):
                held.enter_context(held_upload(stack))
                most = max(most, memory_of(pid))
        return most


def test_its_memory_has_a_bound(stack: Stack) -> None:
    """Uploads that all but end fill it; then it ends, which costs them their connection, and is started again."""
    before = fresh_front(stack)
    assert resource.prlimit(before, resource.RLIMIT_DATA) == (FRONT_MEMORY, FRONT_MEMORY)
    bound = memory_of(before) + 120 * 1024**2
    resource.prlimit(before, resource.RLIMIT_DATA, (bound, FRONT_MEMORY))

    assert most_memory_beside(stack, before, uploads=20) < bound

    wait_for(lambda: stack.status("/jobs/") == 200)
    assert pid_of(stack, "caddy run") != before
    with by_port(stack) as asking:
        assert answer(asking) == b"HTTP/1.1 200 OK"


def test_without_it_they_take_what_there_is(stack: Stack) -> None:
    """The twin."""
    front = fresh_front(stack)
    before = memory_of(front)

    assert most_memory_beside(stack, front, uploads=20) > before + 200 * 1024**2
    assert pid_of(stack, "caddy run") == front
