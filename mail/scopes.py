"""Which scopes are a user's own: their postings, as the apps above tell; mail knows names and ids."""

from collections.abc import Callable, Iterable

from django.db.models import Model

from core.actor import Actor

Source = Callable[[Actor], Iterable[int]]
_sources: dict[str, Source] = {}


def register(model: type[Model], source: Source) -> None:
    """`source(user)`: the ids of those rows of `model` whose mails the user reads."""
    _sources[str(model._meta.model_name)] = source


def of(user: Actor) -> dict[str, list[int]]:
    return {kind: list(source(user)) for kind, source in _sources.items()}
