"""Which scopes ("posting:42") are a user's own. The apps above tell; mail does not know what a scope is."""

from collections.abc import Callable, Iterable
from typing import Any

Source = Callable[[Any], Iterable[str]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of(user: Any) -> list[str]:
    return [scope for source in _sources for scope in source(user)]
