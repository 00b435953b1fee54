"""The languages of the system: which one somebody asked for, and the links from one to the other.

Whose language is spoken where nobody asked stands in `recruitment.languages`.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation

ASKED = "lang"  # ?lang=da
NAMES: dict[str, str] = dict(settings.LANGUAGES)


def known(code: str | None) -> str:
    """The code of one of our languages, or nothing."""
    return code if code in NAMES else ""


def asked(request: HttpRequest) -> str:
    """What the address asks for."""
    return known(request.GET.get(ASKED))


def chosen(request: HttpRequest) -> str:
    """What the address asks for, else what was asked for in this browser before."""
    return asked(request) or known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))


def keep(response: HttpResponse, language: str) -> None:
    """For the next pages. Whoever never asked has no such cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def current() -> str:
    """The language that is active, as a code of ours."""
    return known(translation.get_language()) or settings.LANGUAGE_CODE


def speaking(language: str) -> AbstractContextManager[Any]:
    """What is written inside is written in this language, whoever's page is being answered."""
    if language not in NAMES:
        raise ValueError(f"{language!r} is no language of ours")
    return translation.override(language)


@dataclass(frozen=True)
class Version:
    """One page in one language. `href` keeps the page and its query, `absolute` is for other programs."""

    code: str
    name: str
    href: str
    absolute: str
    is_current: bool


@dataclass(frozen=True)
class Versions:
    """A page in each language, and `neutral`: its address where the reader's own language decides."""

    all: list[Version]
    neutral: str


def versions(path: str, query: Mapping[str, str] | QueryDict | None = None) -> Versions:
    kept = query.copy() if isinstance(query, QueryDict) else _as_query(query or {})
    kept.pop(ASKED, None)
    here, plain = current(), kept.urlencode()
    found = []
    for code, name in NAMES.items():
        kept[ASKED] = code
        href = f"?{kept.urlencode()}"
        found.append(Version(code, name, href, f"{settings.BASE_URL}{path}{href}", code == here))
    return Versions(found, settings.BASE_URL + (f"{path}?{plain}" if plain else path))


def _as_query(given: Mapping[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(given)
    return query


def switch(request: HttpRequest) -> dict[str, Any]:
    """A context processor: on pages whose language the reader chooses, the page in every language."""
    if not getattr(request, "is_switchable", False):
        return {}
    return {"versions": versions(request.path, request.GET)}
