"""Who the mails are from. The organisation's name is kept above; accounts tells it here."""

from collections.abc import Callable
from email.utils import parseaddr

from django.conf import settings

_namer: list[Callable[[], str]] = []


def register(namer: Callable[[], str]) -> None:
    _namer[:] = [namer]


def name() -> str:
    """On one line, whatever was stored: it stands in a header of every mail."""
    said = _namer[0]() if _namer else parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or "Recruitment"
    return " ".join(said.replace("\x00", " ").split())


def address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
