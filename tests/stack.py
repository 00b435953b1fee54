"""The whole system as a process of its own, started by the launcher and spoken to from outside."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from tests.mail.sink import Accepted, Sink

Found = TypeVar("Found")
ROOT = Path(__file__).resolve().parent.parent
# What the tests themselves run with must not reach the system.
OURS = (
    "RECRUITMENT_MODE", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_DIR", "EMAIL_URL", "BASE_URL",
    "DEBUG", "ALLOWED_HOSTS", "PORT", "HOST", "DEMO_PASSWORD", "DJANGO_SETTINGS_MODULE", "STATIC_ROOT",
    "FILES_URL", "REQUIRE_SECOND_FACTOR", "SECRET_KEY_FALLBACKS",
    "CLAMD_URL", "OIDC_URL", "OIDC_CLIENT_ID", "OIDC_SECRET", "OIDC_NAME", "OIDC_ASKS_FOR_FACTOR",
    "OIDC_ROLE_CLAIM", "OIDC_ROLES", "PASSWORDS",
    "DJANGO_ALLOW_ASYNC_UNSAFE",  # of the browser tests
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(**extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, **{name: value for name, value in extra.items() if value}}


def launch(**environment: str) -> "subprocess.CompletedProcess[str]":
    """A start that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "recruitment.run"], cwd=ROOT, env=clean_environment(**environment),
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip


def processes_of(data_dir: Path) -> dict[int, str]:
    """Every process that belongs to the data folder, by its environment, its words or where it stands."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            given = (folder / "environ").read_bytes().split(b"\0")
            stands = os.readlink(folder / "cwd")
        except OSError:
            continue
        if words and (
            f"DATA_DIR={data_dir}".encode() in given
            or str(data_dir) in words
            or stands.startswith(str(data_dir))
        ):
            found[int(folder.name)] = words.strip()
    return found


class Stack:
    """Started by `start()` and stopped by `stop()`, or `with Stack(…) as stack:` from start to end.

    `command`: how it is started. `sink`: our relay, whose address becomes its `EMAIL_URL`.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        command: Sequence[str] = (sys.executable, "-m", "recruitment.run"),
        sink: Sink | None = None,
        **environment: str,
    ) -> None:
        self.data_dir, self.command, self.sink = data_dir, command, sink
        self.port = free_port()
        self.environment = environment | ({"EMAIL_URL": sink.url} if sink else {})
        self.output = data_dir.with_name(data_dir.name + ".out")

    def __enter__(self) -> "Stack":
        self.start()
        try:
            self.wait_until_started()
        except BaseException:  # an interrupted test run stops it too
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        environment = clean_environment(DATA_DIR=str(self.data_dir), PORT=str(self.port), **self.environment)
        self.started_at = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )

    def wait_until_started(self, *, within: float = 240) -> None:
        wait_for(lambda: "The desk" in self.said() or self.process.poll() is not None, within=within)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.output.read_text()

    @property
    def password(self) -> str:
        found = re.search(r"the password +(\S+)", self.said())
        assert found, self.said()
        return found[1]

    def status(self, path: str, **headers: str) -> int:
        """0 when nobody answers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return response.status
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def processes(self, words: str = "") -> dict[int, str]:
        return {number: said for number, said in processes_of(self.data_dir).items() if words in said}

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        environment = clean_environment(DATA_DIR=str(self.data_dir))
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=environment,
            capture_output=True, text=True, timeout=180,
        )  # fmt: skip

    def mail(self, to: str, subject: str, *, within: float = 90) -> Accepted:
        """The latest mail to this address whose subject matches; waited for."""

        def look() -> Accepted | None:
            mails = [m for m in self._mails(to) if re.search(subject, str(m.message["Subject"]))]
            return mails[-1] if mails else None

        return wait_for(look, within=within, what=f"the mail {subject!r} to {to}")

    def subjects(self, to: str) -> list[str]:
        return [str(mail.message["Subject"]) for mail in self._mails(to)]

    def _mails(self, to: str) -> list[Accepted]:
        assert self.sink, "without a relay mails become files"
        return self.sink.to(to)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(by)
        return self.process.wait(timeout=180)


def wait_for(look: Callable[[], Found], *, within: float = 60, what: str = "") -> Found:
    """Look until there is something. What nobody can hurry, such as a sweep, is waited for like this."""
    until = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < until, f"{what or 'it'}: not within {within:.0f} seconds"
        time.sleep(0.05)
    return found
