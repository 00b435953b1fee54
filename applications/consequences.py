"""What else a decision takes with it when it is told. The apps above say it of what they know.

It goes with the decision's letter, so that one mail tells both, and it is undone with it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from applications.models import Application
from mail.outbox import Attachment


@dataclass(frozen=True)
class Consequence:
    """`said` to whoever decides, before they do; `told` to the applicant, by the letter and its files."""

    said: str
    told: str
    attachments: tuple[Attachment, ...] = ()


Source = Callable[[Application], Iterable[Consequence]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def are_over(application: Application, *, files: int) -> bool:
    """Whether a letter that carries so many files says more than is still to come."""
    return files > sum(len(one.attachments) for one in of(application))


def of(application: Application) -> list[Consequence]:
    """In the language that is active."""
    return [consequence for source in _sources for consequence in source(application)]
