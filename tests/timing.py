"""How long the same takes for two: what they must not be told apart by."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def medians(do: Callable[[str], None], *values: str, tries: int = 20) -> list[float]:
    """In seconds, by turns, so that a busy machine disturbs all alike. The first try is not counted."""
    taken: dict[str, list[float]] = {value: [] for value in values}
    for _ in range(tries + 1):
        for value, its in taken.items():
            began = perf_counter()
            do(value)
            its.append(perf_counter() - began)
    return [median(its[1:]) for its in taken.values()]
