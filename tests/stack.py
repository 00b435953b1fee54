"""The whole house as a process of its own, started by the launcher and spoken to from outside."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What the tests themselves run with must not reach the house.
OURS = (
    "RECRUITMENT_MODE", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_DIR", "EMAIL_URL", "BASE_URL",
    "DEBUG", "ALLOWED_HOSTS", "PORT", "HOST", "DEMO_PASSWORD", "DJANGO_SETTINGS_MODULE", "STATIC_ROOT",
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
    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.environment = environment
        self.output = data_dir.with_name(data_dir.name + ".out")

    def start(self) -> None:
        environment = clean_environment(DATA_DIR=str(self.data_dir), PORT=str(self.port), **self.environment)
        self.started_at = time.monotonic()
        with self.output.open("wb") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "recruitment.run"],
                cwd=ROOT, env=environment, stdout=sink, stderr=subprocess.STDOUT,
            )  # fmt: skip

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

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(by)
        return self.process.wait(timeout=180)


def wait_for(condition: object, *, within: float = 60) -> None:
    assert callable(condition)
    until = time.monotonic() + within
    while not condition():
        assert time.monotonic() < until, f"not within {within} seconds"
        time.sleep(0.05)
