"""Whom a mail is about, for the eyes of staff. The apps above say it of the things that they know."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model

from mail.models import OutgoingMail


@dataclass(frozen=True)
class Subject:
    """A person's name, and the address of the page that shows what the mail is about."""

    name: str
    href: str


Source = Callable[[Collection[int]], Mapping[int, Subject]]  # ids of the things → whom each is about
_sources: dict[str, Source] = {}


def register(model: type[Model], source: Source) -> None:
    _sources[str(model._meta.model_name)] = source


def of(mails: Iterable[OutgoingMail]) -> dict[int, Subject]:
    """Mail id → its subject, where an app knows one: a query for each kind of thing, not for each mail."""
    asked: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for mail in mails:
        if mail.about_kind in _sources:
            asked[mail.about_kind][mail.about_id].append(mail.pk)
    found: dict[int, Subject] = {}
    for kind, ids in asked.items():
        for pk, subject in _sources[kind](list(ids)).items():
            found |= dict.fromkeys(ids[pk], subject)
    return found
