"""Many at one moment: real threads on the real database, each on a connection of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def race(
    attempt: Callable[[int, int], Any],
    *,
    threads: int = 8,
    rounds: int = 1,
    before: Callable[[int], None] | None = None,
) -> list[list[Any]]:
    """In each round all threads call `attempt(round, thread)` at once: what each answered, or raised.

    `before(round)` is called alone, when the round before is over. A thread keeps its connection.
    """
    turns = iter(range(rounds))
    start = Barrier(threads, action=lambda: before(next(turns)) if before else None)
    answers: list[list[Any]] = [[None] * threads for _ in range(rounds)]

    def run(number: int) -> None:
        try:
            for turn in range(rounds):
                start.wait(60)
                try:
                    answers[turn][number] = attempt(turn, number)
                except Exception as error:  # noqa: BLE001  what is raised is the answer
                    answers[turn][number] = error
        finally:
            connection.close()

    running = [Thread(target=run, args=[number]) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return answers


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Different jobs, once."""
    return race(lambda _, number: jobs[number](), threads=len(jobs))[0]


@contextmanager
def before_statement(start: str, act: Callable[[], Any]) -> Iterator[None]:
    """`act` is called once, right before this thread sends its first statement that begins with `start`."""
    acted: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not acted and sql.startswith(start):
            acted.append(sql)
            act()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert acted, f"no statement began with {start}"
