"""A small backtracking matcher over what `re` parses: it finds what `re` finds, and counts its steps.

A step is a character that is compared, or an alternative, a round of a repetition or a start that is tried;
no shortcut of `re` is taken that would only save a constant share of them.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

_parser, _op = import_module("re._parser"), import_module("re._constants")
IGNORECASE, MULTILINE, DOTALL, UNICODE = 2, 8, 16, 32
REPEATS = {_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT}
ONE = {_op.LITERAL, _op.NOT_LITERAL, _op.ANY, _op.IN}

Then = Callable[[int], bool]
Match = Callable[[int, Then], bool]
KINDS = {
    _op.CATEGORY_DIGIT: str.isdecimal,
    _op.CATEGORY_SPACE: str.isspace,
    _op.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
}
NOT_KINDS = {
    _op.CATEGORY_NOT_DIGIT: _op.CATEGORY_DIGIT,
    _op.CATEGORY_NOT_SPACE: _op.CATEGORY_SPACE,
    _op.CATEGORY_NOT_WORD: _op.CATEGORY_WORD,
}


class TooMany(Exception):
    """More steps than were allowed."""


def is_kind(kind: Any, c: str, flags: int) -> bool:
    if kind in NOT_KINDS:
        return not is_kind(NOT_KINDS[kind], c, flags)
    return KINDS[kind](c) and (bool(flags & UNICODE) or c.isascii())


def takes(item: tuple[Any, Any], flags: int) -> Callable[[str], bool]:
    """Whether the item, which stands for one character, takes it."""
    code, value = item
    if code is _op.ANY:
        return lambda c: bool(flags & DOTALL) or c != "\n"
    if flags & IGNORECASE:
        exact = takes(item, flags & ~IGNORECASE)
        if code is _op.NOT_LITERAL or (code is _op.IN and value[0][0] is _op.NEGATE):
            return lambda c: exact(c) and exact(c.lower()[:1]) and exact(c.upper()[:1])
        return lambda c: exact(c) or exact(c.lower()[:1]) or exact(c.upper()[:1])
    if code is _op.LITERAL:
        return lambda c: ord(c) == value
    if code is _op.NOT_LITERAL:
        return lambda c: ord(c) != value
    if code is _op.RANGE:
        return lambda c: value[0] <= ord(c) <= value[1]
    if code is _op.CATEGORY:
        return lambda c: is_kind(value, c, flags)
    assert code is _op.IN
    refused = value[0][0] is _op.NEGATE
    parts = [takes(part, flags) for part in value[refused:]]
    return lambda c: any(part(c) for part in parts) is not refused


class Counted:
    """One pattern; `steps` adds up whatever is asked of it."""

    def __init__(self, pattern: str | bytes, flags: int = 0, *, most: int = 10**9) -> None:
        self.parsed = _parser.parse(pattern, flags)
        self.flags = self.parsed.state.flags
        self.steps, self.most, self.text = 0, most, ""
        self.groups: dict[int, tuple[int, int]] = {}
        self._match = self._row(self.parsed, self.flags)

    def spans(self, text: str, *, how: str = "finditer") -> list[tuple[int, int]]:
        """Where it matches: every one, or the first by `search`, `match` or `fullmatch`."""
        self.text, found, start = text, [], 0
        while start <= len(text):
            self._step()
            end = self._end(start, whole=how == "fullmatch")
            if end is not None:
                found.append((start, end))
            if how in {"match", "fullmatch"} or (found and how == "search"):
                break
            start = start + 1 if end is None or end == start else end
        return found

    def _end(self, start: int, *, whole: bool) -> int | None:
        ends: list[int] = []
        self.groups = {}

        def finish(at: int) -> bool:
            if whole and at < len(self.text):
                return False
            ends.append(at)
            return True

        return ends[0] if self._match(start, finish) else None

    def _step(self) -> None:
        self.steps += 1
        if self.steps > self.most:
            raise TooMany

    def _row(self, items: Sequence[Any], flags: int) -> Match:
        parts = [self._item(item, flags) for item in items]

        def run(at: int, then: Then, number: int = 0) -> bool:
            if number == len(parts):
                return then(at)
            return parts[number](at, lambda end: run(end, then, number + 1))

        return run

    def _item(self, item: tuple[Any, Any], flags: int) -> Match:
        code, value = item
        if code in ONE:
            return self._one(takes(item, flags))
        if code in REPEATS:
            return self._repeat(code, value, flags)
        if code is _op.AT:
            return lambda at, then: self._is_at(value, at, flags) and then(at)
        if code is _op.BRANCH:
            return self._branch([self._row(way, flags) for way in value[1]])
        if code is _op.SUBPATTERN:
            number, added, taken, inside = value
            return self._group(number, self._row(inside, (flags | added) & ~taken))
        if code is _op.ATOMIC_GROUP:
            return self._atomic(self._row(value, flags))
        if code in {_op.ASSERT, _op.ASSERT_NOT}:
            return self._around(value, flags, wanted=code is _op.ASSERT)
        if code is _op.GROUPREF:
            return lambda at, then: self._again(value, at, then)
        raise NotImplementedError(str(code))  # a part of `re` that no pattern of ours has: teach it here

    def _one(self, takes_it: Callable[[str], bool]) -> Match:
        def run(at: int, then: Then) -> bool:
            self._step()
            return at < len(self.text) and takes_it(self.text[at]) and then(at + 1)

        return run

    def _branch(self, ways: Sequence[Match]) -> Match:
        def run(at: int, then: Then) -> bool:
            for way in ways:
                self._step()
                if way(at, then):
                    return True
            return False

        return run

    def _group(self, number: int | None, inside: Match) -> Match:
        def run(at: int, then: Then) -> bool:
            before = dict(self.groups)

            def close(end: int) -> bool:
                if number is not None:
                    self.groups[number] = (at, end)
                return then(end)

            if inside(at, close):
                return True
            self.groups = before
            return False

        return run

    def _atomic(self, inside: Match) -> Match:
        def run(at: int, then: Then) -> bool:
            ends: list[int] = []
            return inside(at, lambda end: not ends.append(end)) and then(ends[0])

        return run

    def _around(self, value: tuple[int, Any], flags: int, *, wanted: bool) -> Match:
        direction, inside = value
        width, match = inside.getwidth()[0], self._row(inside, flags)

        def run(at: int, then: Then) -> bool:
            start = at if direction > 0 else at - width
            self._step()
            held = start >= 0 and match(start, lambda end: True)
            return held is wanted and then(at)

        return run

    def _again(self, number: int, at: int, then: Then) -> bool:
        if number not in self.groups:
            return False
        start, end = self.groups[number]
        for offset in range(end - start):
            self._step()
            if self.text[at + offset : at + offset + 1] != self.text[start + offset]:
                return False
        return then(at + end - start)

    def _is_at(self, place: Any, at: int, flags: int) -> bool:
        text, by_line = self.text, bool(flags & MULTILINE)
        if place in {_op.AT_BEGINNING, _op.AT_BEGINNING_STRING}:
            lines = place is _op.AT_BEGINNING and by_line
            return at == 0 or (lines and text[at - 1] == "\n")
        if place is _op.AT_END:
            return at == len(text) or (text[at] == "\n" and (by_line or at == len(text) - 1))
        if place is _op.AT_END_STRING:
            return at == len(text)
        sides = [is_kind(_op.CATEGORY_WORD, c, flags) for c in (text[at - 1 : at], text[at : at + 1]) if c]
        edge = sum(sides) == 1
        return edge is (place is _op.AT_BOUNDARY)

    def _repeat(self, code: Any, value: tuple[int, int, Any], flags: int) -> Match:
        low, high, inside = value
        if len(inside) == 1 and inside[0][0] in ONE:
            rounds = self._run_of(takes(inside[0], flags), low, high, lazy=code is _op.MIN_REPEAT)
        else:
            rounds = self._rounds_of(self._row(inside, flags), low, high, lazy=code is _op.MIN_REPEAT)
        return self._atomic(rounds) if code is _op.POSSESSIVE_REPEAT else rounds

    def _run_of(self, takes_it: Callable[[str], bool], low: int, high: int, *, lazy: bool) -> Match:
        """One character many times: counted first, then given back one by one; or the other way round."""

        def more(at: int, most: int) -> int:
            count = 0
            while count < most and at + count < len(self.text) and takes_it(self.text[at + count]):
                self._step()
                count += 1
            return count

        def greedy(at: int, then: Then) -> bool:
            for count in range(more(at, high), low - 1, -1):
                self._step()
                if then(at + count):
                    return True
            return False

        def reluctant(at: int, then: Then) -> bool:
            count = more(at, low)
            while count >= low:
                self._step()
                if then(at + count):
                    return True
                if count == high or not more(at + count, 1):
                    return False
                count += 1
            return False

        return reluctant if lazy else greedy

    def _rounds_of(self, inside: Match, low: int, high: int, *, lazy: bool) -> Match:
        def run(at: int, then: Then, count: int = 0, last: int = -1) -> bool:
            self._step()

            def again() -> bool:
                if count >= high or (at == last and count >= low):
                    return False
                before = dict(self.groups)
                if inside(at, lambda end: run(end, then, count + 1, at)):
                    return True
                self.groups = before
                return False

            if count < low:
                return again()
            return (then(at) or again()) if lazy else (again() or then(at))

        return run
