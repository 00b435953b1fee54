"""What is done to mails: each does it and returns what reads the ends, which come later."""

import signal
import time
from collections.abc import Callable

from tests.faults.house import House
from tests.faults.table import Seen
from tests.mail.sink import Fault
from tests.stack import wait_for

ROUND = (
    "web",
    "mail-worker",
    "beat",
    "mail-worker",
    "file-worker",
    "mail-worker",
    "front",
    "PostgreSQL",
    "Valkey",
)
WITH_MAILS = {"mail-worker", "PostgreSQL"}  # whose end leaves mails uncertain
SENDERS = 8  # of a process: settings.MAIL_SENDER_THREADS
SILENT_FOR = 40.0  # seconds; after 30 others go before
AT_REST = 21.0  # seconds; whoever lives so long has not "ended time and again"
SILENT_ABOUT = "admin@example.com"  # of the sample; a receiver of their own leaves the others as they are


def kills(house: House, size: int) -> Callable[[], Seen]:
    """Any part, in any order and at any moment, while mails are on their way."""
    count = 60 * size
    house.slow(count, wait=1.5)
    ids = house.queue("kills", count)
    killed = []
    for number in range(size):
        if number % 5 == 4:
            time.sleep(AT_REST)
        for part in house.chance.sample(ROUND, len(ROUND)):
            house.pause(0.2, 2.5)
            house.signal(part, signal.SIGKILL)
            killed.append(part)

    def read() -> Seen:
        seen = house.seen("kills", ids)
        seen.may_be_marked = SENDERS * sum(part in WITH_MAILS for part in killed)
        seen.note = f"{len(killed)} kills"
        return seen

    return read


def silent_relays(house: House, size: int) -> Callable[[], Seen]:
    """Eight connections say nothing after the dot; the others are not behind them."""
    wait_for(house.is_ready, within=60, what="readiness")
    others = 20 * size
    house.sink.script(SILENT_ABOUT, *[Fault("after_dot", wait=SILENT_FOR, accepted=True)] * SENDERS)
    ids = house.queue("silent relays", SENDERS + others, to=SILENT_ABOUT)
    began = time.monotonic()
    while not all(house.sink.copies()[one] for one in ids) and time.monotonic() - began < SILENT_FOR:
        time.sleep(0.2)
    behind = sum(not house.sink.copies()[one] for one in ids)

    def read() -> Seen:
        seen = house.seen("silent relays", ids)
        if behind:
            seen.wrong.append(f"{behind} waited for the silent ones")
        return seen

    return read
