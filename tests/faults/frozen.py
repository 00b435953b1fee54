"""Each part is stopped, in its own time: `/readyz` must say so meanwhile, and another take its place."""

import signal
import time
from collections.abc import Callable

from tests.faults.house import House
from tests.faults.table import Seen
from tests.stack import wait_for

NAMES = {"web": "web master", "mail-worker": "mail worker", "file-worker": "file worker", "beat": "beat"}
NAMED_WITHIN = (
    10.0  # seconds; it says so at its next answer, and a web server that was just replaced has to start
)
REPLACED_WITHIN = 45.0  # seconds: 20 until it counts as frozen, and its start
SENDERS = 8  # of the one mail worker: settings.MAIL_SENDER_THREADS


def freezes(house: House, size: int) -> Callable[[], Seen]:
    """For good: nobody wakes them up. The next one is stopped when the one before has been named."""
    ids: list[str] = []
    wrong: list[str] = []
    named: list[float] = []
    replaced: list[float] = []
    for number in range(size):
        wait_for(house.is_ready, within=60, what="readiness")
        house.slow(60, wait=3)
        ids += house.queue("freezes", 60, first=60 * number)
        stopped: dict[str, tuple[int, float]] = {}
        for part in house.chance.sample(sorted(NAMES), len(NAMES)):
            house.pause(0.2, 2.0)
            if NAMES[part] in house.readiness()[1]:
                wrong.append(f"/readyz named {NAMES[part]} before it was stopped")
            stopped[part] = (house.signal(part, signal.SIGSTOP), time.monotonic())
            how_long = _until(lambda part=part: NAMES[part] in house.readiness()[1], NAMED_WITHIN)
            if how_long is None:
                wrong.append(f"/readyz did not name {NAMES[part]} within {NAMED_WITHIN:.0f} s")
            named.append(how_long or NAMED_WITHIN)
        for part, (pid, since) in stopped.items():
            left = REPLACED_WITHIN - (time.monotonic() - since)
            how_long = _until(lambda part=part, pid=pid: house.first(part) not in {None, pid}, max(left, 1))
            if how_long is None:
                wrong.append(f"{part} was not replaced within {REPLACED_WITHIN:.0f} s")
            replaced.append(time.monotonic() - since)
        if _until(house.is_ready, REPLACED_WITHIN) is None:
            wrong.append(f"/readyz still misses {house.readiness()[1]}")

    def read() -> Seen:
        seen = house.seen("freezes", ids)
        seen.may_be_marked = SENDERS * size
        seen.wrong += wrong
        seen.note = f"{len(named)} named within {max(named):.1f} s, replaced within {max(replaced):.0f} s"
        return seen

    return read


def _until(look: Callable[[], bool], within: float) -> float | None:
    began = time.monotonic()
    while not look():
        if time.monotonic() - began > within:
            return None
        time.sleep(0.1)
    return time.monotonic() - began
