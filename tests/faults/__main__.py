"""Starts a process for each house and one for the control, all at once, and shows what they saw."""

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.faults import houses
from tests.faults.table import passes, seen_from, shown


def main() -> int:
    seed = os.environ.get("SEED") or str(random.randrange(1_000_000))
    size = int(os.environ.get("SIZE") or 1)
    say(f"SEED={seed} SIZE={size}")
    began = time.monotonic()
    # A process each, in our group: Ctrl-C reaches them all, and each stops what it has started.
    started = {name: started_in(name, seed, size) for name in houses.NAMES}
    with ThreadPoolExecutor(len(started)) as readers:
        told = dict(zip(started, readers.map(told_by, started, started.values()), strict=True))
    control, *lines = [line for name in (houses.CONTROL, *houses.HOUSES) for line in told[name]]
    say(f"\n{shown(lines, control)}\n\n{time.monotonic() - began:.0f} seconds")
    return 0 if passes(lines, control, may_miss=os.environ.get("MAY_MISS") == "1") else 1


def started_in(name: str, seed: str, size: int) -> "subprocess.Popen[str]":
    command = [*houses.before(name), sys.executable, "-m", "tests.faults.houses", name, seed, str(size)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told_by(name: str, process: "subprocess.Popen[str]") -> list:
    began = time.monotonic()
    printed, complaints = process.communicate()
    lines = seen_from(name, printed, status=process.returncode, complaints=complaints)
    say(f"{name}: {time.monotonic() - began:.0f} s")
    return lines


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
