"""How long the same takes for two: what they must not be told apart by."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

TRIES = 100  # of each, so that two have 200 (S5)


def medians(
    do: Callable[[str], None], *values: str, tries: int = TRIES, clock: Callable[[], float] = perf_counter
) -> list[float]:
    """In seconds, by turns, so that a busy machine disturbs all alike. The first try is not counted."""
    taken: dict[str, list[float]] = {value: [] for value in values}
    for _ in range(tries + 1):
        for value, its in taken.items():
            began = clock()
            do(value)
            its.append(clock() - began)
    return [median(its[1:]) for its in taken.values()]
