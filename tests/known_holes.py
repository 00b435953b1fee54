"""`make audit`: has what we pin known holes? Ends with 0 only if every pin was looked up, and none has one.

pip-audit by itself says "No known vulnerabilities found", and ends with 0, where it could look up nothing.
So a control goes first: a release that everybody knows holes of. Who knows none of it knows nothing.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.pins import Pin, pins

ROOT = Path(__file__).resolve().parent.parent
LISTS = [
    ROOT / f"{name}.txt"
    for name in ("requirements", "requirements-embedded", "requirements-s3", "requirements-dev")
]
CONTROL = Pin("django", "2.0", (f"sha256:{64 * '0'}",))
CLEAN, HOLES, UNCHECKED = 0, 1, 2


class NotChecked(Exception):
    """Nobody answered."""


@dataclass
class Answers:
    clean: set[str] = field(default_factory=set)
    holes: dict[str, list[str]] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    def add(self, report: str) -> None:
        """What pip-audit says as JSON."""
        for one in json.loads(report)["dependencies"]:
            if "skip_reason" in one:
                self.unknown[one["name"]] = one["skip_reason"]
            elif one["vulns"]:
                self.holes[f"{one['name']} {one['version']}"] = [_said(hole) for hole in one["vulns"]]
            else:
                self.clean.add(f"{one['name']} {one['version']}")


def _said(hole: dict[str, list[str]]) -> str:
    fixed = ", ".join(hole["fix_versions"])
    return f"{hole['id']}, closed by {fixed}" if fixed else f"{hole['id']}, closed by no release"


def look_up(wanted: Iterable[Pin], answers: Answers) -> None:
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "pins.txt"
        listed.write_text("".join(f"{pin.line()}\n" for pin in wanted))
        options = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
        if url := os.environ.get("OSV_URL"):
            options += ["--vulnerability-service", "osv", "--osv-url", url]
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", "-r", str(listed), *options],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    try:
        answers.add(done.stdout)
    except (ValueError, KeyError, TypeError):
        raise NotChecked((done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]) from None


def rounds(wanted: Iterable[Pin]) -> Iterator[list[Pin]]:
    """pip-audit takes one version of a package at a time; a package may have one for each Python."""
    left = list(wanted)
    while left:
        this = {pin.name: pin for pin in left}
        yield list(this.values())
        left = [pin for pin in left if pin not in this.values()]


def main(lists: list[Path]) -> int:
    wanted = sorted({pin for each in lists for pin in pins(each)}, key=str)
    control, answers = Answers(), Answers()
    try:
        look_up([CONTROL], control)
        if not control.holes:
            reason = next(iter(control.unknown.values()), f"no hole of {CONTROL} is known there")
            raise NotChecked(reason)
        for each in rounds(wanted):
            look_up(each, answers)
    except NotChecked as why:
        print(f"NOTHING WAS CHECKED: {why}", file=sys.stderr)
        return UNCHECKED
    return tell(wanted, answers)


def tell(wanted: list[Pin], answers: Answers) -> int:
    for name, holes in sorted(answers.holes.items()):
        print(*(f"{name}: {hole}" for hole in holes), sep="\n")
    unchecked = [str(pin) for pin in wanted if str(pin) not in answers.clean | answers.holes.keys()]
    if unchecked or not wanted:
        print(f"NOT CHECKED: {', '.join(unchecked) or 'there is nothing to check'}", file=sys.stderr)
    if answers.holes:
        print(f"{len(answers.holes)} of {len(wanted)} have known holes.")
        return HOLES
    if unchecked or not wanted:
        return UNCHECKED
    print(f"{len(wanted)} were checked, and none has a known hole.")
    return CLEAN


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or LISTS))
