"""What a scenario saw, and whether that is what is promised."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

WAITED_FOR = 100.0  # seconds: a lease, a sweep, and what else goes on meanwhile


@dataclass
class Seen:
    """One line. `copies`: how many of each mail arrived, or of each file are kept; `marked`: the mails whose
    row says "uncertain".
    """

    name: str
    copies: dict[str, int] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)
    may_be_marked: int = 0  # how many mails were in the hands of whom we killed, at most
    waited: float = 0.0  # seconds, of the mail that came last after it was due
    wrong: list[str] = field(default_factory=list)  # what else should not be so
    not_run: str = ""  # why this machine cannot
    note: str = ""  # what else is worth knowing

    @property
    def lost(self) -> list[str]:
        return [mail for mail, copies in self.copies.items() if not copies]

    @property
    def doubled(self) -> list[str]:
        return [mail for mail, copies in self.copies.items() if copies > 1 and mail not in self.marked]

    @property
    def holds(self) -> bool:
        """Nothing is lost, no mail comes twice without a mark, none waits for long; and there were some."""
        if not self.copies or len(self.marked) > self.may_be_marked:
            return False
        return not (self.lost or self.doubled or self.wrong or self.waited > WAITED_FOR)

    def row(self) -> list[Any]:
        if self.not_run:
            return [self.name, "-", "-", "-", "-", "-", f"not run: {self.not_run}"]
        counts = [len(self.copies), len(self.lost), len(self.doubled), len(self.marked)]
        said = "; ".join(filter(None, ["ok" if self.holds else "NOT AS PROMISED", *self.wrong, self.note]))
        return [self.name, *counts, f"{self.waited:.0f} s", said]


HEAD = ["", "count", "lost", "doubled", "uncertain", "waited", ""]


def shown(lines: list[Seen], control: Seen) -> str:
    rows = [HEAD, *(line.row() for line in lines), [*control.row()[:-1], _of_control(control)]]
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in texts) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in texts
    )


def _of_control(control: Seen) -> str:
    return "harmed, as it should be" if is_harmed(control) else "UNHARMED: nothing here could see a loss"


def is_harmed(control: Seen) -> bool:
    """And most came: one that sends nothing at all shows nothing."""
    return bool(control.lost or control.doubled) and len(control.lost) * 2 < len(control.copies)


def passes(lines: list[Seen], control: Seen, *, may_miss: bool = False) -> bool:
    """`may_miss`: whether a line that this machine cannot run is let pass."""
    return is_harmed(control) and all(may_miss if line.not_run else line.holds for line in lines)


def as_json(lines: list[Seen]) -> str:
    return json.dumps([{**asdict(line), "marked": sorted(line.marked)} for line in lines])


def seen_from(name: str, printed: str, *, status: int, complaints: str) -> list[Seen]:
    """What a process said that it saw; one that ended in another way saw nothing that holds."""
    if status:
        last = (complaints.strip().splitlines() or ["nothing said"])[-1]
        return [Seen(name, wrong=[f"ended with status {status}: {last}"])]
    return [Seen(**{**line, "marked": set(line["marked"])}) for line in json.loads(printed)]
