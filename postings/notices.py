"""What apps above have to say on the desk's page of a posting."""

from collections.abc import Callable
from dataclasses import dataclass

from postings.models import Posting


@dataclass(frozen=True)
class Notice:
    """A sentence, and where one goes on from it, if anywhere."""

    sentence: str
    href: str = ""
    action: str = ""


Source = Callable[[Posting], Notice | None]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of(posting: Posting) -> list[Notice]:
    return [notice for source in _sources if (notice := source(posting))]
