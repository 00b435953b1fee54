"""A process of its own in which senders die: `python -m tests.mail.crash_lab`.

It reads lines `point count` and lets `count` children at once run the real drain with `MAIL_CRASH_AT` armed:
with as many rows as children each takes one and dies of it. It answers each line with the exit codes. It
opens no connection itself, so that its children share none. Settings come from the environment, as for any
worker.
"""

import os
import sys
from collections.abc import Callable

import django
from django.conf import settings


def one_sender(point: str, drain: Callable[[], None]) -> int:
    """Run `drain` in a child; its process id."""
    child = os.fork()
    if child:
        return child
    os.environ["MAIL_CRASH_AT"] = point
    try:
        drain()
    finally:
        os._exit(0)


def end_of(child: int) -> int:
    """How it ended: 70 is a crash at the point, 0 is no crash at all."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    django.setup()
    settings.MAIL_SENDER_THREADS = 1  # one row in flight, so that the counts are exact
    from mail import draining, kinds
    from tests.mail.kinds import BRIEF, RESEND, WAIT

    for kind in (BRIEF, RESEND, WAIT):
        kinds.register(kind)
    for line in sys.stdin:
        point, count = line.split()
        children = [one_sender(point, draining.drain) for _ in range(int(count))]
        print(*map(end_of, children), flush=True)


if __name__ == "__main__":
    main()
