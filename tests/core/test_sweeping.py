"""One row that fails stops nobody, and is tried again later, more and more seldom."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DataError, OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from core import sweeping
from core.models import SweepFailure
from core.sweeping import sweep, sweep_names
from postings.models import Reason
from tests.factories import PostingFactory, ReasonFactory

pytestmark = pytest.mark.django_db
ALL = "mark all"


class Broken(Exception):
    pass


def marking(*, breaks_on: str = "") -> Callable[[Reason], None]:
    """Writes to the row, and only then breaks on the one with that text."""

    def work(row: Reason) -> None:
        Reason.objects.filter(pk=row.pk).update(position=99)
        if row.text == breaks_on:
            raise Broken(f"{row.text} must not stand in the table of failures")

    return work


def marked() -> list[str]:
    return list(Reason.objects.filter(position=99).order_by("pk").values_list("text", flat=True))


def due() -> Any:
    return Reason.objects.exclude(position=99).order_by("pk")


def let_the_pause_pass() -> None:
    SweepFailure.objects.update(next_try_at=Now())


@pytest.fixture
def three(db: None) -> list[Reason]:
    Reason.objects.all().delete()
    return [ReasonFactory(text=text, position=1) for text in ("one", "two", "three")]


def test_the_rest_is_done_and_the_broken_one_is_as_it_was(three: list[Reason]) -> None:
    assert sweep(ALL, due(), marking(breaks_on="one")) == 2

    assert marked() == ["two", "three"]
    failure = SweepFailure.objects.get()
    assert (failure.sweep, failure.row, failure.attempts) == (ALL, str(three[0].pk), 1)
    assert failure.error.startswith("Broken in test_sweeping.py, line ")
    assert "must not stand" not in failure.error


def test_it_is_left_alone_while_it_pauses(three: list[Reason]) -> None:
    sweep(ALL, due(), marking(breaks_on="one"))

    assert sweep(ALL, due(), marking()) == 0
    assert marked() == ["two", "three"]


def test_it_is_tried_again_and_forgotten_when_it_succeeds(three: list[Reason]) -> None:
    sweep(ALL, due(), marking(breaks_on="one"))
    let_the_pause_pass()

    assert sweep(ALL, due(), marking()) == 1
    assert marked() == ["one", "two", "three"]
    assert not SweepFailure.objects.exists()


def test_after_a_repair_nobody_has_to_wait(three: list[Reason]) -> None:
    sweep(ALL, due(), marking(breaks_on="one"))

    call_command("try_again")

    assert sweep(ALL, due(), marking()) == 1


def test_each_pause_is_twice_as_long_up_to_a_day(three: list[Reason]) -> None:
    pauses = []
    for _ in range(13):
        sweep(ALL, due(), marking(breaks_on="one"))
        failure = SweepFailure.objects.get()
        pauses.append(round((failure.next_try_at - timezone.now()) / timedelta(minutes=1)))
        let_the_pause_pass()

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]
    assert sweeping.pause(10_000) == timedelta(days=1)


def test_who_failed_does_not_stand_before_the_others(three: list[Reason]) -> None:
    """With room for one row a sweep, the oldest that fails keeps nobody waiting."""
    sweep(ALL, due(), marking(breaks_on="one"), most=1)
    let_the_pause_pass()

    assert sweep(ALL, due(), marking(breaks_on="one"), most=1) == 1
    assert marked() == ["two"]
    assert SweepFailure.objects.get().attempts == 2


def test_what_is_not_due_any_more_is_forgotten(three: list[Reason]) -> None:
    sweep(ALL, due(), marking(breaks_on="one"))
    three[0].delete()
    let_the_pause_pass()

    sweep(ALL, due(), marking())

    assert not SweepFailure.objects.exists()


def test_what_nothing_sweeps_any_more_is_forgotten_too(three: list[Reason]) -> None:
    sweep("remind of one posting", due(), marking(breaks_on="one"), part_of=7)
    sweep(ALL, due(), marking())
    assert SweepFailure.objects.count() == 1

    SweepFailure.objects.update(next_try_at=timezone.now() - timedelta(days=3))
    sweep(ALL, due(), marking())

    assert not SweepFailure.objects.exists()


def test_parts_of_a_sweep_keep_their_failures_apart(three: list[Reason]) -> None:
    sweep(ALL, due(), marking(breaks_on="one"), part_of=7)

    assert sweep(ALL, due(), marking(), part_of=8) == 1


def test_a_row_that_is_not_due_when_its_turn_comes_is_left_out(three: list[Reason]) -> None:
    def all_at_once(row: Reason) -> None:
        Reason.objects.update(position=99)

    assert sweep(ALL, due(), all_at_once) == 3
    assert not SweepFailure.objects.exists()


def test_a_row_that_cannot_even_be_read_stops_nobody(three: list[Reason]) -> None:
    """A day beyond what Python knows, written by another program."""
    postings = [PostingFactory() for _ in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE postings_posting SET opens_at = '20000-01-01' WHERE id = %s", [postings[0].pk])
    seen: list[int] = []

    def see(posting: Any) -> None:
        seen.append(posting.pk)

    assert sweep("see postings", type(postings[0]).objects.order_by("pk"), see) == 2
    assert seen == [postings[1].pk, postings[2].pk]
    assert SweepFailure.objects.get().row == str(postings[0].pk)


def test_what_the_database_refuses_is_the_rows_fault(three: list[Reason]) -> None:
    def work(row: Reason) -> None:
        Reason.objects.filter(pk=row.pk).update(position=10**6 if row.text == "two" else 99)

    assert sweep(ALL, due(), work) == 2
    assert SweepFailure.objects.get().error.startswith("DataError in test_sweeping.py")


def test_an_error_in_the_query_is_nobodys_fault(three: list[Reason]) -> None:
    with pytest.raises(DataError), transaction.atomic():
        sweep(ALL, Reason.objects.extra(where=["1 / (position - 1) > 0"]), marking())

    assert not SweepFailure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_nobodys_fault(three: list[Reason]) -> None:
    def killed(row: Reason) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        sweep(ALL, due(), killed)

    connection.close()
    assert not SweepFailure.objects.exists()
    assert sweep(ALL, due(), marking()) == 3


def test_names_that_are_no_rows(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def work(name: str) -> None:
        if name == "b" and "b" not in repaired:
            raise Broken
        done.append(name)

    repaired: set[str] = set()
    with caplog.at_level(logging.ERROR):
        assert sweep_names("tidy", ["a", "b", "c"], work) == 2
        assert sweep_names("tidy", ["b"], work) == 0
    assert [record.getMessage() for record in caplog.records] == [
        "tidy: row b failed, attempt 1, next in 0:01:00"
    ]
    let_the_pause_pass()
    repaired.add("b")

    assert sweep_names("tidy", ["b"], work) == 1
    assert done == ["a", "c", "b"]
    assert not SweepFailure.objects.exists()


def test_a_sweep_with_nothing_to_do_costs_two_queries(
    three: list[Reason], django_assert_num_queries: Any
) -> None:
    Reason.objects.update(position=99)

    with django_assert_num_queries(2):
        sweep(ALL, due(), marking())
