"""What is done to the house, one line of the table each."""

import os
import signal
import time

from tests.faults.house import TO, House, by_pytest
from tests.faults.table import Seen
from tests.mail.sink import Fault
from tests.stack import wait_for

KILLED = ("web", "mail-worker", "beat", "mail-worker", "PostgreSQL", "mail-worker", "Valkey")
FROZEN = ("web", "mail-worker", "file-worker", "beat")
REPLACED_WITHIN = 45.0  # seconds: 20 until it counts as frozen, and its start
SENDERS = 8  # of a process: settings.MAIL_SENDER_THREADS
SILENT_FOR = 40.0  # seconds; after 30 others go before


def kills(house: House, size: int) -> Seen:
    """Any part, at any moment, while mails are on their way."""
    count = 60 * size
    house.slow(count, wait=1.5)
    ids = house.queue("kills", count)
    for number in range(7 * size):
        time.sleep(house.chance.uniform(0.2, 2.5))
        house.kill(KILLED[number % len(KILLED)])
    seen = house.seen("kills", ids)
    killed = [KILLED[number % len(KILLED)] for number in range(7 * size)]
    seen.may_be_marked = SENDERS * sum(part in {"mail-worker", "PostgreSQL"} for part in killed)
    return seen


def freezes(house: House, size: int) -> Seen:
    """All at once, in the middle of mails; each is replaced, and no mail is the worse for it."""
    count = 30 * size
    before = {part: wait_for(lambda part=part: house.first(part), what=part) for part in FROZEN}
    house.slow(count, wait=1.5)
    ids = house.queue("freezes", count)
    time.sleep(1)
    for pid in before.values():
        os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    wrong = []
    for part, pid in before.items():
        left = REPLACED_WITHIN - (time.monotonic() - began)
        try:
            wait_for(lambda part=part, pid=pid: house.first(part) not in {None, pid}, within=max(left, 1))
        except AssertionError:
            wrong.append(f"{part} was not replaced within {REPLACED_WITHIN:.0f} s")
    seen = house.seen("freezes", ids)
    seen.may_be_marked = SENDERS
    seen.wrong += wrong
    return seen


def silent_relays(house: House, size: int) -> Seen:
    """Eight connections say nothing after the dot; the others are not behind them."""
    others = 20 * size
    house.sink.faults.clear()
    house.sink.script(TO, *[Fault("after_dot", wait=SILENT_FOR, accepted=True)] * SENDERS)
    ids = house.queue("silent relays", SENDERS + others)
    began = time.monotonic()
    while not all(house.sink.copies()[one] for one in ids) and time.monotonic() - began < SILENT_FOR:
        time.sleep(0.2)
    came = sum(house.sink.copies()[one] > 0 for one in ids)
    seen = house.seen("silent relays", ids)
    if came < len(ids):
        seen.wrong.append(f"{len(ids) - came} waited for the silent ones")
    return seen


def killed_uploads(size: int) -> Seen:
    leaves_nothing = "tests/files/test_upload_limits.py::test_a_killed_upload_leaves_nothing"
    return by_pytest("killed uploads", "tests/files/test_crash_points.py", leaves_nothing)


def full_disk(size: int) -> Seen:
    return by_pytest("full disk", "tests/recruitment/test_full_disk.py")
