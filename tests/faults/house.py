"""The whole system with a relay of ours behind it: mails are queued, processes killed, and ends read."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.faults.table import Seen
from tests.mail.sink import Fault, Sink
from tests.stack import ROOT, Stack, clean_environment, wait_for

TO = "recruiter@example.com"  # of the sample
PARTS = {  # a part, and the words by which its first process is known
    "web": "recruitment.run.web", "mail-worker": "-n mail@", "file-worker": "-n files@",
    "beat": "-A recruitment beat", "PostgreSQL": "bin/postgres", "Valkey": "valkey-server",
}  # fmt: skip
ENDED = ("sent", "failed", "cancelled", "uncertain")
QUEUE = """
import json, sys
from django.db import transaction
from accounts.models import User
from mail import outbox
name, count = {name!r}, {count}
user = User.objects.get(email={to!r})
made = []
for number in range(count):
    with transaction.atomic():
        made.append(outbox.queue(
            kind="factor_reset", dedupe_key=f"fault:{{name}}:{{number}}", about=user, scope=user,
            to=user.email, to_user=user, language="en",
            context={{"name": "Rita", "administrator_name": "Ada"}},
        ).message_id)
print("MADE", json.dumps(made))
"""
READ = """
import json
from mail.models import OutgoingMail
rows = OutgoingMail.objects.filter(dedupe_key__startswith="fault:{name}:")
print("READ", json.dumps([
    [mail.message_id, mail.state, mail.attempts.filter(outcome="uncertain").exists(),
     (mail.sent_at - mail.due_since).total_seconds() if mail.sent_at else 0]
    for mail in rows
]))
"""


def slowly(count: int, *, wait: float) -> list[Fault]:
    return [Fault("rcpt", wait=wait), Fault("after_dot", wait=wait, accepted=True)] * (count // 2)


class House:
    def __init__(self, stack: Stack, sink: Sink, chance: random.Random) -> None:
        self.stack, self.sink, self.chance = stack, sink, chance

    def tell(self, code: str) -> Any:
        """Run a few lines in the system's own settings; what they print after their word."""
        for _try in range(60):  # the database may be starting again
            with suppress(StopIteration):
                done = self.stack.manage("shell", "--command", code)
                line = next(line for line in done.stdout.splitlines() if line.startswith(("MADE ", "READ ")))
                return json.loads(line[5:])
            time.sleep(1)
        raise AssertionError(f"the system does not take orders: {done.stderr[-500:]}")

    def queue(self, name: str, count: int) -> list[str]:
        made: list[str] = self.tell(QUEUE.format(name=name, count=count, to=TO))
        return made

    def slow(self, count: int, *, wait: float) -> None:
        """So long do the next mails take, before the data or after the dot: some are always on their way."""
        self.sink.script(TO, *slowly(count, wait=wait))

    def first(self, part: str) -> int | None:
        """Its first process, if there is one just now."""
        return min(self.stack.processes(PARTS[part]), default=None)

    def kill(self, part: str) -> None:
        if pid := wait_for(lambda: self.first(part), within=60, what=part):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def ended(self, name: str, count: int, *, within: float) -> list[Any]:
        """The rows, when all have come to an end, or when the time is over."""
        until = time.monotonic() + within
        while True:
            rows: list[Any] = self.tell(READ.format(name=name))
            if time.monotonic() > until or (len(rows) == count and all(row[1] in ENDED for row in rows)):
                return rows
            time.sleep(2)

    def seen(self, name: str, ids: list[str], *, within: float = 150) -> Seen:
        rows = self.ended(name, len(ids), within=within)
        copies = self.sink.copies()
        seen = Seen(name, copies={one: copies[one] for one in ids})
        seen.marked = {message_id for message_id, _state, marked, _waited in rows if marked}
        seen.waited = max((waited for *_, waited in rows), default=0.0)
        if left := [state for _id, state, *_ in rows if state != "sent"]:
            seen.wrong.append(f"{len(left)} rows ended as {sorted(set(left))}")
        return seen


@contextmanager
def house(folder: Path, chance: random.Random) -> Iterator[House]:
    with Sink() as sink, Stack(folder / "var", sink=sink) as stack:
        yield House(stack, sink, chance)


def by_pytest(name: str, *tests: str) -> Seen:
    """What tests of the suite show on real processes; one that this machine cannot run says why."""
    words = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:randomly", *tests]
    done = subprocess.run(
        words, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False
    )
    seen = Seen(name)
    if done.returncode:
        seen.wrong.append(done.stdout.strip().splitlines()[-1])
    elif skipped := [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]:
        seen.not_run = skipped[0].rpartition(": ")[2]
    return seen
