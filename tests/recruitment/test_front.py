"""What stands in front of `make run`: the slow hold nobody up, and nothing that is claimed is believed."""

import http.client
import os
import resource
import signal
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from recruitment.run import parts, web
from recruitment.run.parts import FRONT_MEMORY
from tests.stack import Stack, clean_environment, free_port, processes_of, wait_for

SLOW = 2 * web.threads * 2  # more than two processes have threads, twice
pytestmark = pytest.mark.slow
CADDYFILE = Path(parts.__file__).with_name("front") / "Caddyfile.tls"


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


@pytest.mark.parametrize("path", ["/jobs/", "/robots.txt", "/accounts/login/"])
def test_who_does_not_read_the_answer_holds_no_thread(stack: Stack, path: str) -> None:
    """Also of the public pages, which are not buffered: the sockets hold them."""
    with ExitStack() as held:
        for _ in range(SLOW):
            deaf = held.enter_context(socket.socket())
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            deaf.connect(("127.0.0.1", stack.port))
            deaf.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert answer(held.enter_context(by_port(stack))) == b"HTTP/1.1 200 OK"


def test_behind_it_they_would(stack: Stack) -> None:
    """The twin: the same clients at the web server itself."""
    assert answered_beside(stack, behind_it, body=True) == b""

    wait_for(lambda: stack.status("/healthz") == 200)  # they are gone, and their threads are free


def signs_in(
    stack: Stack, *, claimed: str, who: str = "admin", through: http.client.HTTPConnection | None = None
) -> int:
    """With a wrong password, from an address that is only claimed."""
    connection = through or http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)
    headers = {"Host": f"localhost:{connection.port}", "X-Forwarded-For": claimed}
    if isinstance(connection, http.client.HTTPSConnection):  # where Django asks for it
        headers["Origin"] = f"https://localhost:{connection.port}"
    connection.request("GET", "/accounts/login/", headers=headers)
    page = connection.getresponse()
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = page.read().decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    body = f"csrfmiddlewaretoken={token}&login={who}%40example.com&password=wrong"
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


def pids_of(stack: Stack, word: str) -> set[int]:
    return {pid for pid, words in processes_of(stack.data_dir).items() if word in words}


def pid_of(stack: Stack, word: str) -> int:
    return min(pids_of(stack, word))


@pytest.mark.parametrize("word", ["gunicorn", "caddy run"])
def test_either_is_started_again(stack: Stack, word: str) -> None:
    """Whoever asks while the web server starts again waits for it. The killed one's children may answer for
    the milliseconds that it takes to die."""
    before = pids_of(stack, word)
    os.kill(min(before), signal.SIGKILL)
    if word == "gunicorn":
        with by_port(stack) as asking:
            assert answer(asking) == b"HTTP/1.1 200 OK"

    wait_for(lambda: pids_of(stack, word) - before)

    wait_for(lambda: stack.status("/jobs/") == 200)


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
    """Uploads that all but end fill it; then it ends, and they with it, and is started again."""
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


class Tls:
    """The front of docker-compose.yml, with a certificate of its own, before the stack's web server."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.folder, self.stack, self.port, self.plain_port = folder, stack, free_port(), free_port()

    def __enter__(self) -> "Tls":
        command = [*parts.front()[:-3], str(CADDYFILE), *parts.front()[-2:]]
        environment = clean_environment(
            BASE_URL=f"https://localhost:{self.port}", FRONT_TLS="internal", FRONT_HTTPS_PORT=str(self.port),
            FRONT_HTTP_PORT=str(self.plain_port), WEB_ADDRESS=f"unix/{self.stack.data_dir}/run/web.sock",
            XDG_DATA_HOME=str(self.folder), HOME=str(self.folder),
        )  # fmt: skip
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            wait_for(lambda: self.root.exists() and self.can_connect())
        except BaseException:  # an interrupted test run stops it too
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait(20)

    @property
    def root(self) -> Path:
        return self.folder / "caddy/pki/authorities/local/root.crt"

    def connection(self, *, named: str = "localhost") -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.port), 5)
        return ssl.create_default_context(cafile=str(self.root)).wrap_socket(plain, server_hostname=named)

    def http(self) -> http.client.HTTPSConnection:
        trusting = ssl.create_default_context(cafile=str(self.root))
        return http.client.HTTPSConnection("localhost", self.port, timeout=30, context=trusting)

    def can_connect(self) -> bool:
        with suppress(OSError):
            self.connection().close()
            return True
        return False


@pytest.fixture(scope="module")
def tls(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tls]:
    with Tls(stack, tmp_path_factory.mktemp("tls")) as tls:
        yield tls


def test_the_front_of_the_containers_ends_tls(tls: Tls) -> None:
    with tls.connection() as asking:
        assert asking.version() in {"TLSv1.2", "TLSv1.3"}
        assert answer(asking) == b"HTTP/1.1 200 OK"


def test_it_has_no_certificate_for_another_name(tls: Tls) -> None:
    with pytest.raises(ssl.SSLError):
        tls.connection(named="other.example.com")


def test_it_sends_plain_requests_to_https(tls: Tls) -> None:
    connection = http.client.HTTPConnection("localhost", tls.plain_port, timeout=10)
    connection.request("GET", "/jobs/?q=it")
    told = connection.getresponse()

    assert (told.status, told.headers["Location"]) == (308, "https://localhost/jobs/?q=it")


def test_slow_clients_hold_no_thread_behind_tls(stack: Stack, tls: Tls) -> None:
    assert answered_beside(stack, lambda _: tls.connection(), body=True) == b"HTTP/1.1 200 OK"


def test_what_is_claimed_to_it_is_thrown_away(stack: Stack, tls: Tls) -> None:
    """S62"""
    claims = [f"198.51.100.{n}" for n in range(6)]

    statuses = [signs_in(stack, who="recruiter", claimed=one, through=tls.http()) for one in claims]

    assert statuses == [200] * 5 + [429]
