"""The whole system with a relay of ours behind it: mails are queued, processes killed, and ends read."""

import json
import os
import random
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2

from recruitment.run import roles
from recruitment.run.data_dir import DataDir
from tests.faults.table import Seen
from tests.mail.sink import Fault, Sink
from tests.stack import Stack, wait_for

TO = "recruiter@example.com"  # of the sample
PARTS = {  # a part, and the words by which its first process is known
    "web": "recruitment.run.web", "mail-worker": "-n mail@", "file-worker": "-n files@",
    "beat": "-A recruitment beat", "front": "caddy run", "PostgreSQL": "bin/postgres",
    "Valkey": "valkey-server",
}  # fmt: skip
ENDED = ("sent", "failed", "cancelled", "uncertain")
# With its parent gone it stops, as it does when make is gone.
COMMAND = (sys.executable, "-m", "recruitment.run", "--with-make")
QUEUE = """
import json, sys
from django.db import transaction
from accounts.models import User
from mail import outbox
name = {name!r}
user = User.objects.get(email={to!r})
made = []
for number in range(*{numbers}):
    with transaction.atomic():
        made.append(outbox.queue(
            kind="factor_reset", dedupe_key=f"fault:{{name}}:{{number}}", about=user, scope=user,
            to=user.email, to_user=user, language="en",
            context={{"name": "Rita", "administrator_name": "Ada"}},
        ).message_id)
print("MADE", json.dumps(made))
"""
MAILS = """
SELECT message_id, state,
    EXISTS (SELECT 1 FROM mail_deliveryattempt tried WHERE tried.mail_id = mail.id AND outcome = 'uncertain'),
    coalesce(extract(epoch FROM sent_at - due_since), 0)::float
FROM mail_outgoingmail mail WHERE dedupe_key LIKE %s
"""


def slowly(count: int, *, wait: float) -> list[Fault]:
    return [Fault("rcpt", wait=wait), Fault("after_dot", wait=wait, accepted=True)] * (count // 2)


class House:
    def __init__(self, stack: Stack, sink: Sink, chance: random.Random) -> None:
        self.stack, self.sink, self.chance = stack, sink, chance
        self.data = DataDir(stack.data_dir)

    def tell(self, code: str) -> Any:
        """Run a few lines in the system's own settings; what they print after their word."""
        for _try in range(60):  # the database may be starting again
            with suppress(StopIteration):
                done = self.stack.manage("shell", "--command", code)
                line = next(line for line in done.stdout.splitlines() if line.startswith("MADE "))
                return json.loads(line[5:])
            time.sleep(1)
        raise AssertionError(f"the system does not take orders: {done.stderr[-500:]}")

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """Asked as the superuser, who needs no part of the system; a database that is away is waited for."""
        password = roles.Passwords.kept_by(self.data.kept).superuser
        address = f"postgres://postgres:{password}@/recruitment?host={self.data.sockets / 'pg'}"
        until = time.monotonic() + 60
        while True:
            try:
                connection = psycopg2.connect(address)
                try:
                    with connection.cursor() as cursor:
                        cursor.execute(statement, values)
                        return cursor.fetchall()
                finally:
                    connection.close()
            except psycopg2.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def queue(self, name: str, count: int, *, to: str = TO, first: int = 0) -> list[str]:
        made: list[str] = self.tell(QUEUE.format(name=name, numbers=(first, first + count), to=to))
        return made

    def slow(self, count: int, *, wait: float) -> None:
        """So long do the next mails take, before the data or after the dot: some are always on their way."""
        self.sink.script(TO, *slowly(count, wait=wait))

    def pause(self, shortest: float, longest: float) -> None:
        time.sleep(self.chance.uniform(shortest, longest))

    def first(self, part: str) -> int | None:
        """Its first process, if there is one just now."""
        return min(self.stack.processes(PARTS[part]), default=None)

    def signal(self, part: str, by: signal.Signals) -> int:
        """Its first process gets it, as soon as there is one."""
        while True:
            pid = wait_for(lambda: self.first(part), within=60, what=part)
            assert pid
            with suppress(ProcessLookupError):
                os.kill(pid, by)
                return pid

    def readiness(self) -> tuple[int, list[str]]:
        """The status, and the parts that are missing; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.stack.url}/readyz", timeout=5) as answer:
                return answer.status, []
        except urllib.error.HTTPError as refused:
            with suppress(ValueError):
                return refused.code, list(json.loads(refused.read())["missing"])
            return refused.code, []  # the front answers for a web server that is away
        except OSError:
            return 0, []

    def is_ready(self) -> bool:
        return self.readiness()[0] == 200

    def seen(self, name: str, ids: list[str], *, within: float = 150) -> Seen:
        """When all have come to an end, or when the time is over."""
        until = time.monotonic() + within
        while True:
            rows = self.rows(MAILS, f"fault:{name}:%")
            if time.monotonic() > until or (
                len(rows) == len(ids) and all(state in ENDED for _id, state, *_ in rows)
            ):
                break
            time.sleep(0.5)
        copies = self.sink.copies()
        seen = Seen(name, copies={one: copies[one] for one in ids})
        seen.marked = {message_id for message_id, _state, marked, _waited in rows if marked}
        seen.waited = max((waited for *_, waited in rows), default=0.0)
        if len(rows) != len(ids):
            seen.wrong.append(f"{len(ids) - len(rows)} rows are gone")
        if left := [state for _id, state, *_ in rows if state != "sent"]:
            seen.wrong.append(f"{len(left)} rows ended as {sorted(set(left))}")
        return seen


@contextmanager
def house(folder: Path, chance: random.Random) -> Iterator[House]:
    with Sink() as sink, Stack(folder / "var", command=COMMAND, sink=sink, UPLOADS_PER_HOUR="0") as stack:
        yield House(stack, sink, chance)
