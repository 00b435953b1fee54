"""The judge of `make faults`: what it lets pass, and what it does not."""

import pytest

from tests.faults import houses
from tests.faults.table import Seen, as_json, passes, seen_from, shown

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
        (Seen("nothing at all"), False),
        (Seen("cannot", not_run="mount is refused"), False),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_line_fails_the_run(line: Seen, is_good: bool) -> None:
    assert passes([GOOD, line], HARMED) is is_good


def test_a_line_that_was_not_run_passes_only_where_that_was_asked_for() -> None:
    cannot = Seen("cannot", not_run="mount is refused")

    assert passes([GOOD, cannot], HARMED, may_miss=True)
    assert not passes([Seen("lost", copies={"a": 0}), cannot], HARMED, may_miss=True)
    assert "not run: mount is refused" in shown([cannot], HARMED)


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


def test_what_a_process_prints_is_read_as_it_was_seen() -> None:
    lines = [GOOD, Seen("doubled", copies={"a": 2}, marked={"a"}, may_be_marked=1, note="2 kills")]

    assert seen_from("mails", as_json(lines), status=0, complaints="a warning") == lines


def test_a_process_that_ends_in_another_way_saw_nothing_that_holds() -> None:
    [line] = seen_from("mails", as_json([GOOD]), status=1, complaints="Traceback\nOSError: no room")

    assert line.wrong == ["ended with status 1: OSError: no room"]
    assert not line.holds


def test_a_machine_without_namespaces_says_so_on_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(houses.shutil, "which", lambda name: None)

    [line] = houses.lived_in(houses.DISK, "7", 1)

    assert houses.before(houses.DISK) == []
    assert (line.name, line.not_run) == ("full disk", "there is no unshare (util-linux)")
    assert not passes([GOOD, line], HARMED)
