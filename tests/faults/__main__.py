import os
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import control, scenarios
from tests.faults.house import house
from tests.faults.table import Seen, passes, shown

ON_ONE_HOUSE = (scenarios.kills, scenarios.freezes, scenarios.silent_relays)
BY_THEMSELVES = (scenarios.killed_uploads, scenarios.full_disk)


def main() -> int:
    seed = os.environ.get("SEED") or str(random.randrange(1_000_000))
    size = int(os.environ.get("SIZE") or 1)
    say(f"SEED={seed} SIZE={size}")
    chance, began, lines = random.Random(seed), time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, house(Path(folder), chance) as system:
        for scenario in ON_ONE_HOUSE:
            lines.append(told(scenario(system, size)))
    lines += [told(scenario(size)) for scenario in BY_THEMSELVES]
    naive = control.harmed(60 * size, kills=3 * size)
    say(f"\n{shown(lines, naive)}\n\n{time.monotonic() - began:.0f} seconds")
    return 0 if passes(lines, naive) else 1


def told(seen: Seen) -> Seen:
    say(f"{seen.name}: {'ok' if seen.holds else 'NOT AS PROMISED'}")
    return seen


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
