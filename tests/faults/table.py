"""What a scenario saw, and whether that is what is promised."""

from dataclasses import dataclass, field
from typing import Any

WAITED_FOR = 100.0  # seconds: a lease, a sweep, and what else goes on meanwhile


@dataclass
class Seen:
    """One line. `copies`: how many of each mail arrived; `marked`: those whose row says "uncertain"."""

    name: str
    copies: dict[str, int] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)
    may_be_marked: int = 0  # how many mails were in the hands of whom we killed, at most
    waited: float = 0.0  # seconds, of the mail that came last after it was due
    wrong: list[str] = field(default_factory=list)  # what else should not be so
    not_run: str = ""  # why this machine cannot

    @property
    def lost(self) -> list[str]:
        return [mail for mail, copies in self.copies.items() if not copies]

    @property
    def doubled(self) -> list[str]:
        return [mail for mail, copies in self.copies.items() if copies > 1 and mail not in self.marked]

    @property
    def holds(self) -> bool:
        """No mail is lost, none comes twice without a mark, and none waits for long."""
        if len(self.marked) > self.may_be_marked:
            return False
        return not (self.lost or self.doubled or self.wrong or self.waited > WAITED_FOR)

    def row(self) -> list[Any]:
        if self.not_run:
            return [self.name, "-", "-", "-", "-", "-", f"not run: {self.not_run}"]
        counts = [len(self.copies), len(self.lost), len(self.doubled), len(self.marked)]
        said = "; ".join(self.wrong) or ("ok" if self.holds else "NOT AS PROMISED")
        return [self.name, *counts, f"{self.waited:.0f} s", said]


HEAD = ["", "mails", "lost", "doubled", "uncertain", "waited", ""]


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


def passes(lines: list[Seen], control: Seen) -> bool:
    return is_harmed(control) and all(line.holds for line in lines if not line.not_run)
