"""The texts over which a pattern takes longest, derived from the pattern itself."""

import sys
from collections.abc import Iterator, Sequence
from itertools import permutations, product
from typing import Any

from tests.regex_steps import ONE, REPEATS, UNICODE, Counted, TooMany, _op, is_kind, takes

COMMON = " \n\t\x00\x01aAzZ09_-.@/:;{}<>\"'=%+,()é\ue000\xad"
BOUND = 300  # a repetition that is bounded higher counts as one without a bound
SHORTEST = 60
MOST = 300_000  # steps: more than any line needs for the longest of these texts
UNITS = 80
Items = Sequence[tuple[Any, Any]]


def inner(item: tuple[Any, Any], flags: int) -> list[tuple[Items, int]]:
    """The rows of items inside this one."""
    code, value = item
    if code in REPEATS:
        return [(value[2], flags)]
    if code is _op.BRANCH:
        return [(way, flags) for way in value[1]]
    if code is _op.SUBPATTERN:
        return [(value[3], (flags | value[1]) & ~value[2])]
    if code is _op.ATOMIC_GROUP:
        return [(value, flags)]
    if code in {_op.ASSERT, _op.ASSERT_NOT}:
        return [(value[1], flags)]
    return []


def walk(items: Items, flags: int) -> Iterator[tuple[tuple[Any, Any], int]]:
    for item in items:
        yield item, flags
        for row, its_flags in inner(item, flags):
            yield from walk(row, its_flags)


class Inputs:
    def __init__(self, counted: Counted) -> None:
        self.parsed, self.flags = counted.parsed, counted.flags
        singles = [(item, flags) for item, flags in walk(self.parsed, self.flags) if item[0] in ONE]
        self.singles = [takes(*single) for single in singles]
        self.letters = self._letters(singles)

    def _letters(self, singles: list[tuple[tuple[Any, Any], int]]) -> list[str]:
        """One character for each set of those that the pattern cannot tell apart."""
        literals = [item[1] for item, _ in singles if item[0] in {_op.LITERAL, _op.NOT_LITERAL}]
        for item, _ in singles:
            for code, value in item[1] if item[0] is _op.IN else ():
                literals += [value] if code is _op.LITERAL else list(value) if code is _op.RANGE else []
        alike: dict[tuple[bool, ...], str] = {}
        for letter in [*COMMON, *map(chr, literals)]:
            said = tuple(single(letter) for single in self.singles)
            alike.setdefault((*said, is_kind(_op.CATEGORY_WORD, letter, UNICODE), letter == "\n"), letter)
        return list(alike.values())

    def shortest(self, items: Items, flags: int) -> str:
        """A short text that the items take, as far as they can be satisfied one by one."""
        return "".join(self._shortest_of(item, flags) for item in items)

    def _shortest_of(self, item: tuple[Any, Any], flags: int) -> str:
        code = item[0]
        if code in ONE:
            taken = [letter for letter in self.letters if takes(item, flags)(letter)]
            return taken[0] if taken else ""
        if code in {_op.AT, _op.GROUPREF} or code in {_op.ASSERT, _op.ASSERT_NOT}:
            return ""
        rows = inner(item, flags)
        inside = self.shortest(*rows[0]) if rows else ""
        return inside * (max(item[1][0], 1) if code in REPEATS and item[1][0] < BOUND else 1)

    def heads(self) -> list[str]:
        """What leads to each repetition, and to the end of the pattern."""
        found = {"": None}

        def follow(items: Items, flags: int, before: str) -> str:
            for item in items:
                if item[0] in REPEATS:
                    found[before] = None
                for row, its_flags in inner(item, flags):
                    follow(row, its_flags, before)
                before += self._shortest_of(item, flags)
            return before

        found[follow(self.parsed, self.flags, "")] = None
        return list(found)

    def texts(self, size: int) -> Iterator[str]:
        """Each unit again and again, behind each head, with each ending."""
        heads, letters = self.heads(), self.letters
        units = [*letters, *filter(None, heads), *map("".join, permutations(letters, 2))]
        loses = min(letters, key=lambda letter: sum(single(letter) for single in self.singles))
        for unit in dict.fromkeys(units[:UNITS]):
            body = (unit * (size // len(unit) + 1))[:size]
            alone = len(unit) == 1
            for head, tail in product(heads if alone else heads[:1], ["", *(letters if alone else loses)]):
                yield head + body + tail

    def size(self) -> int:
        """Long enough that a bounded repetition shows its bound, and for each head several times."""
        bounds = [
            item[1][1]
            for item, _ in walk(self.parsed, self.flags)
            if item[0] in REPEATS and item[1][1] < BOUND
        ]
        return max(SHORTEST, 2 * max(bounds, default=0), 4 * max(map(len, self.heads())))


def growth(pattern: str | bytes, flags: int = 0, *, how: str = "finditer") -> tuple[float, str]:
    """By how much the steps grow when a text is twice as long, at the worst; and one of these texts."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        counted = Counted(pattern, flags, most=MOST)
        inputs, worst = Inputs(counted), (0.0, "")
        size = inputs.size()
        for one, two in zip(inputs.texts(size), inputs.texts(2 * size), strict=True):
            few, many = _steps(counted, one, how), _steps(counted, two, how)
            if many is None or few is None:
                return float("inf"), one
            worst = max(worst, (many / few, one))
        return worst
    finally:
        sys.setrecursionlimit(before)


def _steps(counted: Counted, text: str, how: str) -> int | None:
    counted.steps = 0
    try:
        counted.spans(text, how=how)
    except TooMany:
        return None
    return counted.steps
