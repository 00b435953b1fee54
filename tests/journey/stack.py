"""The whole house as a stranger starts it: `make run` in a folder of its own, with our relay behind it."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.mail.sink import Accepted, Sink

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "journey-battery-staple"
OURS = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL", "RECRUITMENT_MODE", "DJANGO_SETTINGS_MODULE"}
Found = TypeVar("Found")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: str, look: Callable[[], Found | None], *, seconds: float = 90) -> Found:
    """Look until there is something. What nobody can hurry, such as a sweep, is waited for like this."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.25)
    raise AssertionError(f"{what}: not within {seconds:.0f} seconds")


class Stack:
    """`with Stack(folder, sink) as stack:` — started by `make run`, stopped by SIGTERM."""

    def __init__(self, folder: Path, sink: Sink) -> None:
        self.folder, self.sink, self.port = folder, sink, free_port()
        self.log = folder / "launcher.log"
        self.url = f"http://localhost:{self.port}"

    def __enter__(self) -> "Stack":
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        environment |= {
            "PORT": str(self.port),
            "DATA_DIR": str(self.folder / "data"),
            "EMAIL_URL": self.sink.url,
            "DEMO_PASSWORD": PASSWORD,
        }
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                ["make", "run"], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
            )
        wait_for("the first answer", self._answers, seconds=240)
        return self

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        if "Sample sign-ins" not in self.log.read_text():
            return False
        try:
            with urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (HTTPError, URLError, OSError):
            return False

    def __exit__(self, *error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)

    def mail(self, to: str, subject: str, *, seconds: float = 90) -> Accepted:
        """The mail to this address whose subject matches; waited for."""

        def look() -> Accepted | None:
            mails = [m for m in self.sink.to(to) if re.search(subject, str(m.message["Subject"]))]
            return mails[-1] if mails else None

        return wait_for(f"the mail {subject!r} to {to}", look, seconds=seconds)

    def subjects(self, to: str) -> list[str]:
        return [str(mail.message["Subject"]) for mail in self.sink.to(to)]
