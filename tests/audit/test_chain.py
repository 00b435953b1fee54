"""The chain of the audit log: one however many write, and whatever is done to a row is seen."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.db.models import F

from audit import chain, tasks
from audit.models import Entry
from tests.races import at_once, race
from tests.without import without_constraint, without_locks, without_trigger

pytestmark = pytest.mark.django_db
THREADS, ROUNDS = 8, 25


def written(count: int) -> list[Entry]:
    return Entry.objects.bulk_create(
        Entry(actor="system", action="thing.done", object_type="a.thing", object_id=str(n), data={"n": n})
        for n in range(count)
    )


def linked(count: int) -> None:
    written(count)
    chain.extend()


def test_the_sweep_links_what_was_written_in_its_order() -> None:
    rows = written(3)
    assert [chain.unlinked(), chain.verify()] == [3, chain.BEGINNING]

    tasks.link()
    tasks.link()

    entries = Entry.objects.order_by("number")
    assert [(one.pk, one.number) for one in entries] == [(row.pk, n) for n, row in enumerate(rows, 1)]
    assert len({one.hash for one in entries}) == 3
    assert chain.verify() == chain.head() == chain.Link(3, entries[2].hash)
    assert chain.unlinked() == 0


def test_a_row_that_commits_late_is_linked_later() -> None:
    """Ids are given before the commit, so they are not the chain's order."""
    for pk in (95, 90):
        Entry.objects.create(pk=pk, action="thing.done")
        chain.extend()

    assert list(Entry.objects.order_by("number").values_list("pk", flat=True)) == [95, 90]
    assert chain.verify().number == 2


def test_a_long_log_goes_piece_by_piece(django_assert_num_queries: Callable[..., object]) -> None:
    linked(2 * chain.MOST + 1)

    with django_assert_num_queries(4):  # three pieces, and none after them
        assert chain.verify().number == 2 * chain.MOST + 1


def test_its_end_stands_in_the_log_of_the_worker_too(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="audit.chain"):
        linked(2)
        chain.extend()

    assert [one.getMessage() for one in caplog.records] == [f"the audit log ends with {chain.head()}"]


def test_what_is_hashed_never_changes() -> None:
    """Rows of years ago must answer to it. The hash was made by sha256sum, from the text written by hand."""
    row = (7, datetime(2027, 3, 1, 9, 30, 0, 5, tzinfo=UTC),
           "user:1", "user.changed", "accounts.user", "12", {"b": [1, 2.5, None], "a": "æ"})  # fmt: skip

    link = chain.after(chain.after(chain.BEGINNING, row), row)

    assert link == chain.Link(2, "3ddb798a902dd9e8f9c64c645a16d7082dc0fd4e7ee9e2cda051be12836143fd")


# What somebody does who may change the tables of the database.


def change_data(entry: int) -> None:
    Entry.objects.filter(number=entry).update(data={"n": "forged"})


def change_actor(entry: int) -> None:
    Entry.objects.filter(number=entry).update(actor="user:1")


def change_time(entry: int) -> None:
    Entry.objects.filter(number=entry).update(at=F("at") + timedelta(microseconds=1))


def take_out(entry: int) -> None:
    Entry.objects.filter(number=entry).delete()


def take_out_and_close_the_gap(entry: int) -> None:
    take_out(entry)
    for later in Entry.objects.filter(number__gt=entry).order_by("number"):
        Entry.objects.filter(pk=later.pk).update(number=F("number") - 1)


def take_off_its_link(entry: int) -> None:
    Entry.objects.filter(number=entry).update(number=None, hash="")


def swap_with_the_next(entry: int) -> None:
    one, other = Entry.objects.filter(number__in=[entry, entry + 1]).order_by("number")
    for row, values in ((one, other), (other, one)):
        Entry.objects.filter(pk=row.pk).update(action=values.action, object_id=values.object_id)


TAMPERING = [
    (change_data, "row 2, entry {2}, is not what was written"),
    (change_actor, "row 2, entry {2}, is not what was written"),
    (change_time, "row 2, entry {2}, is not what was written"),
    (take_out, "row 2 is missing: the next one is 3, entry {3}"),
    (take_out_and_close_the_gap, "row 2, entry {3}, is not what was written"),
    (take_off_its_link, "row 2 is missing: the next one is 3, entry {3}"),
    (swap_with_the_next, "row 2, entry {2}, is not what was written"),
]


@contextmanager
def without_triggers() -> Iterator[None]:
    with without_trigger(Entry, "audit_append_only"), without_trigger(Entry, "audit_never_deleted"):
        yield


@pytest.mark.parametrize("tamper, said", TAMPERING, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_done_to_a_row_is_seen(tamper: Callable[[int], None], said: str) -> None:
    """D10: the command ends with 1 and says which row is the first that is wrong."""
    linked(5)
    pks = [0, *Entry.objects.order_by("number").values_list("pk", flat=True)]
    call_command("audit", "verify")  # the control

    with without_triggers():
        tamper(2)

    with pytest.raises(CommandError) as refused:
        call_command("audit", "verify")
    assert str(refused.value) == f"The chain is broken: {said.format(*pks)}."
    assert refused.value.returncode == 1


def test_what_is_taken_off_the_end_is_seen_by_whoever_kept_it(capsys: pytest.CaptureFixture[str]) -> None:
    linked(3)
    call_command("audit", "verify")
    said = capsys.readouterr().out
    end = said.split()[-1]
    assert said.startswith("3 rows, unbroken; 0 wait for their link.")
    linked(2)
    call_command("audit", "verify", f"--known={end}")

    with without_triggers():
        Entry.objects.filter(number__gte=3).delete()

    call_command("audit", "verify")  # two rows, unbroken
    with pytest.raises(CommandError, match="the chain ends with row 2: 3 was known"):
        call_command("audit", "verify", f"--known={end}")
    linked(1)  # and another one in its place
    with pytest.raises(CommandError, match=r"row 3, entry \d+, is not the one that was known"):
        call_command("audit", "verify", f"--known={end}")


@pytest.mark.parametrize("end", ["", "7", "x:ff", ":", "-1:ff", "7:not-hex", "7:" + "f" * 63])
def test_an_end_that_is_none_is_said_to_be_none(end: str) -> None:
    """Or a slip of the pen would read as a broken chain, or as a whole one."""
    linked(1)
    call_command("audit", "verify", "--known=0:")  # the control: what it says of an empty log

    with pytest.raises(CommandError, match="--known"):
        call_command("audit", "verify", f"--known={end}")


def test_a_chain_that_was_written_anew_is_seen_by_whoever_kept_an_end() -> None:
    linked(3)
    known = chain.head()

    with without_triggers():
        Entry.objects.update(number=None, hash="")
        Entry.objects.filter(data={"n": 0}).update(data={"n": "forged"})
        chain.extend()

    call_command("audit", "verify")  # unbroken by itself
    with pytest.raises(CommandError, match="is not the one that was known"):
        call_command("audit", "verify", f"--known={known}")


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_row_of_another() -> None:
    """While one transaction has written a row and goes on, another one writes and commits, and is linked."""
    begun, committed = Event(), Event()

    def slow() -> bool:
        with transaction.atomic():
            written(1)
            begun.set()
            return committed.wait(10)

    def quick() -> int:
        begun.wait(10)
        written(1)
        done = chain.extend()
        committed.set()
        return done

    assert at_once(slow, quick) == [True, 1]
    chain.extend()
    assert chain.verify().number == 2


def test_a_link_is_written_once_and_with_nothing_else() -> None:
    """D10: the one change that the trigger lets pass."""
    written(1)
    one, link = Entry.objects.all(), {"number": 1, "hash": "f" * 64}

    for refused in ({**link, "actor": "user:1"}, {**link, "data": {}}, {**link, "id": 7}, {"action": "none"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            one.update(**refused)
    assert one.update(**link) == 1
    for refused in ({**link, "number": 2}, {"number": None, "hash": ""}, link, {"hash": "e" * 64}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            one.update(**refused)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.create(action="forged", number=2, hash="f" * 64)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        one.delete()


def all_write_and_link(*, rounds: int = ROUNDS) -> list[object]:
    """Each thread commits a row of its own and links what it finds; what was raised."""

    def attempt(turn: int, number: int) -> int:
        with transaction.atomic():
            Entry.objects.create(actor="system", action="thing.done", object_id=str(number))
            time.sleep(random.random() / 500)  # so that ids and commits have different orders
        return chain.extend()

    answers = race(attempt, threads=THREADS, rounds=rounds)
    return [answer for turn in answers for answer in turn if isinstance(answer, Exception)]


@pytest.mark.django_db(transaction=True)
def test_eight_who_link_at_once_make_one_chain() -> None:
    assert all_write_and_link() == []

    chain.extend()
    assert chain.verify().number == Entry.objects.count() == THREADS * ROUNDS


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_refuses_a_second_link() -> None:
    """Who comes second fails; the chain stays one."""
    with without_locks(Entry):
        raised = all_write_and_link()

    assert raised
    assert all(isinstance(error, DatabaseError) for error in raised)
    chain.extend()
    assert chain.verify().number == Entry.objects.count() == THREADS * ROUNDS


@pytest.mark.django_db(transaction=True)
def test_without_any_guard_the_chain_breaks() -> None:
    """The twin: the same threads, no lock, no trigger, no constraint."""
    with ExitStack() as off:
        off.enter_context(without_constraint(Entry, "audit_one_chain"))
        off.enter_context(without_trigger(Entry, "audit_append_only"))
        off.enter_context(without_locks(Entry))
        all_write_and_link(rounds=8)

        with pytest.raises(chain.Broken):
            chain.verify()
