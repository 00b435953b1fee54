"""`python -m tests.faults.houses NAME SEED SIZE`: one house from start to stop; prints its lines as JSON.

What only waits leaves time to the next scenario: everything is done first, and the ends are read after it.
"""

import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.faults import control, frozen, full_disk, scenarios, uploads
from tests.faults.house import House, house
from tests.faults.table import Seen, as_json

Read = Callable[[], Seen]
Scenario = Callable[[House, int], Read]

MAILS, PARTS, DISK, CONTROL = "mails", "parts", "disk", "control"
HOUSES: dict[str, tuple[Scenario, ...]] = {
    MAILS: (scenarios.kills, scenarios.silent_relays),
    PARTS: (frozen.freezes, uploads.killed_uploads),
    DISK: (full_disk.full_disk,),
}
NAMES = (CONTROL, *HOUSES)
ALONE = ["unshare", "--user", "--map-root-user", "--mount"]  # who may mount a disk there, and only there


def before(name: str) -> list[str]:
    """What its command begins with."""
    return ALONE if name == DISK and not why_not(name) else []


def why_not(name: str) -> str:
    """Why this machine cannot run it."""
    if name != DISK:
        return ""
    if not shutil.which("unshare"):
        return "there is no unshare (util-linux)"
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        mount = ["mount", "-t", "tmpfs", "of-faults", folder]
        done = subprocess.run([*ALONE, *mount], capture_output=True, text=True, check=False)
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def lived_in(name: str, seed: str, size: int) -> list[Seen]:
    if name == CONTROL:
        return [control.harmed(60 * size, kills=3 * size)]
    if name == DISK and (reason := why_not(name)):
        return [Seen(title(scenario), not_run=reason) for scenario in HOUSES[name]]
    # Their own choices: what one house does must not depend on how quick another is.
    chance = random.Random(f"{seed} {name}")
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        place = full_disk.disk(Path(folder)) if name == DISK else Path(folder)
        try:
            with house(place, chance) as system:
                reads = [tried(scenario, system, size) for scenario in HOUSES[name]]
                return [read() for read in reads]
        finally:
            if name == DISK:
                full_disk.take_away(place)


def tried(scenario: Scenario, system: House, size: int) -> Read:
    """A scenario that breaks off is a line that fails, and no reason to leave out the others."""
    name = title(scenario)
    try:
        return partial(read_or_say, name, scenario(system, size))
    except Exception as error:  # noqa: BLE001  whatever it was, it is said on its line
        return partial(broken_off, name, error)


def read_or_say(name: str, read: Read) -> Seen:
    try:
        return read()
    except Exception as error:  # noqa: BLE001  whatever it was, it is said on its line
        return broken_off(name, error)


def broken_off(name: str, error: Exception) -> Seen:
    return Seen(name, wrong=[f"{type(error).__name__}: {error}"[:300]])


def title(scenario: Scenario) -> str:
    return scenario.__name__.replace("_", " ")


if __name__ == "__main__":
    sys.stdout.write(as_json(lived_in(sys.argv[1], sys.argv[2], int(sys.argv[3]))) + "\n")
