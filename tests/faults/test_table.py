"""The judge of `make faults`: what it lets pass, and what it does not."""

import pytest

from tests.faults.table import Seen, passes, shown

GOOD = Seen("kills", copies={"a": 1, "b": 1})
HARMED = Seen("control", copies={"a": 0, "b": 1, "c": 1})


@pytest.mark.parametrize(
    ("line", "is_good"),
    [
        (GOOD, True),
        (Seen("lost", copies={"a": 1, "b": 0}), False),
        (Seen("doubled", copies={"a": 2}), False),
        (Seen("doubled and marked", copies={"a": 2}, marked={"a"}, may_be_marked=1), True),
        (Seen("another is marked", copies={"a": 2, "b": 1}, marked={"b"}, may_be_marked=1), False),
        (Seen("more marked than killed", copies={"a": 2, "b": 2}, marked={"a", "b"}, may_be_marked=1), False),
        (Seen("waited", copies={"a": 1}, waited=101), False),
        (Seen("else", copies={"a": 1}, wrong=["a process was not replaced"]), False),
        (Seen("cannot", not_run="mount is refused"), True),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_line_fails_the_run(line: Seen, is_good: bool) -> None:
    assert passes([GOOD, line], HARMED) is is_good


@pytest.mark.parametrize("copies", [{"a": 1}, {}, {"a": 0, "b": 0}, {"a": 0, "b": 1}])
def test_a_control_that_comes_through_fails_the_run(copies: dict[str, int]) -> None:
    control = Seen("control", copies=copies)

    assert not passes([GOOD], control)
    assert "UNHARMED" in shown([GOOD], control)


def test_a_control_that_doubles_is_harmed_too() -> None:
    assert passes([GOOD], Seen("control", copies={"a": 2}))


def test_the_table_says_each_number() -> None:
    text = shown([Seen("kills", copies={"a": 0, "b": 2, "c": 1}, marked={"c"}, waited=12.4)], HARMED)

    assert text.splitlines()[1].split() == ["kills", "3", "1", "1", "1", "12", "s", "NOT", "AS", "PROMISED"]
