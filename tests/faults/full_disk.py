"""A disk of its own below a house, that is filled until PostgreSQL stops."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.house import House
from tests.faults.table import Seen
from tests.faults.uploads import SLUG
from tests.full_disks import fill, posted, write_until_it_stops
from tests.stack import wait_for

SIZE = "300m"
SENDERS = 8  # of the one mail worker: settings.MAIL_SENDER_THREADS
FULL_FOR = (6.0, 15.0)  # seconds
ON_WITHIN = 60.0  # seconds from the moment there is room
TYPED = "nobody@example.com"  # by `posted`


def disk(folder: Path) -> Path:
    """Seen by nobody outside of our mount namespace."""
    place = folder / "disk"
    place.mkdir()
    options = f"size={SIZE},mode=0711"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "of-faults", place], check=True)
    return place


def take_away(place: Path) -> None:
    subprocess.run(["umount", "--lazy", place], check=True)


def full_disk(house: House, size: int) -> Callable[[], Seen]:
    """While mails leave the database stops; pages say so and keep what was typed; with room all goes on."""
    place, wrong, ids = house.data.path.parent, [], []
    on_again = 0.0
    for number in range(size):
        wait_for(house.is_ready, within=90, what="readiness")
        house.slow(48, wait=4)
        ids += house.queue("full disk", 48, first=48 * number)
        house.pause(0.2, 2.0)
        filler = fill(place)
        stop_the_database(house)
        copies = house.sink.copies()
        if all(copies[one] for one in ids):
            wrong.append("no mail was left to be sent when the database stopped")
        until = time.monotonic() + house.chance.uniform(*FULL_FOR)
        while True:
            wrong += _of_a_page(house)
            if time.monotonic() > until:
                break
            time.sleep(0.5)
        filler.unlink()
        began = time.monotonic()
        wait_for(house.is_ready, within=ON_WITHIN, what="readiness with room")
        on_again = max(on_again, time.monotonic() - began)
        if (status := house.stack.status(f"/jobs/{SLUG}/")) != 200:
            wrong.append(f"a page answers {status} with room")

    def read() -> Seen:
        seen = house.seen("full disk", ids)
        seen.may_be_marked = 2 * SENDERS * size  # it may come through once before it stops
        seen.wrong += sorted(set(wrong))
        seen.note = f"on again {on_again:.0f} s after there was room"
        return seen

    return read


def stop_the_database(house: House) -> None:
    """It may come through the end of one of its processes, and has no connections to give meanwhile."""
    first, until = house.first("PostgreSQL"), time.monotonic() + 60
    while house.first("PostgreSQL") == first:
        assert time.monotonic() < until, "PostgreSQL goes on without room"
        write_until_it_stops(house.data.path)
        time.sleep(0.2)


def _of_a_page(house: House) -> list[str]:
    """What is not as promised in the answers while the disk is full."""
    status, page = posted(house.stack)
    found = [] if status == 503 else [f"a page answers {status} on a full disk"]
    if TYPED not in page:
        found.append("a page loses what was typed")
    if house.readiness()[0] != 503:
        found.append("/readyz answers as if there was room")
    return found
