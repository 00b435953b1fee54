"""What the public may see: the open postings, and one posting with its parts; each is read by one query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, Now

from accounts.models import Organisation
from core.languages import NAMES, speaking
from postings.models import Faq, Posting, Question, Section
from postings.page_cache import MAX_AGE, CacheEntry, pages
from postings.texts import as_html, as_plain


@dataclass
class OpenPostings:
    """All open postings as of `now`, and the organisation."""

    postings: list[Posting]
    organisation: Any
    now: datetime | None = None
    words: dict[int, str] = field(default_factory=dict)  # what a search looks through


@dataclass
class PostingWithParts:
    """One posting with everything that its page shows."""

    posting: Posting
    sections: list[dict[str, Any]]
    faqs: list[dict[str, Any]]
    questions: list[str]
    organisation: Any
    now: datetime


def _of(model: Any, *fields: str) -> ArraySubquery:
    rows = model.objects.filter(posting=OuterRef("pk")).order_by("position", "id")
    return ArraySubquery(rows.values(json=JSONObject(**{name: name for name in fields})))


def _read(postings: "QuerySet[Posting]") -> "QuerySet[Posting]":
    organisation = Organisation.objects.filter(pk=1)
    fields = {name: name for name in ("name", "about", "website", "privacy_contact", "language")}
    return postings.annotate(
        now=Now(),
        organisation_json=Subquery(organisation.values(json=JSONObject(**fields))[:1]),
        texts=_of(Section, "kind", "heading", "body"),
    )


def _organisation(row: Any) -> Any:
    unnamed = Organisation()
    return SimpleNamespace(**(row.organisation_json or {"name": unnamed.name, "language": unnamed.language}))


def open_postings() -> CacheEntry:
    return pages.get("open", load_open)


def public_posting(slug: str) -> CacheEntry:
    """Its `value` is what the page shows, or nothing; that is asked anew each time."""
    missing = CacheEntry(None, expires_at=pages.clock())
    return pages.get(("shown", slug), lambda: load_public(slug) or missing)


def language_of_list() -> str:
    language: str = open_postings().value.organisation.language
    return language


def language_of(slug: str) -> str:
    """What a posting that everybody may see is written in; nothing for any other."""
    shown = public_posting(slug).value
    return shown.posting.language if shown else ""


def load_open() -> CacheEntry:
    """Expires when the first of them closes, or a published one opens."""
    asked = pages.clock()
    rows: list[Any] = list(
        _read(Posting.objects.published()).filter(
            Q(closed_at__isnull=True) | Q(closed_at__gt=Now()), closes_at__gt=Now()
        )
    )
    if not rows:
        return CacheEntry(OpenPostings([], Organisation.current()), asked + MAX_AGE)
    now = rows[0].now
    open_postings = OpenPostings([row for row in rows if row.is_open(now)], _organisation(rows[0]), now)
    open_postings.words = {row.pk: _words(row) for row in open_postings.postings}
    return CacheEntry(open_postings, pages.expiry(asked, now=now, changes_at=_next_change(rows, now=now)))


def _words(row: Any) -> str:
    facts = [row.title, row.category, row.place, row.region, *_in_every_language(row.get_employment_display)]
    texts = [f"{text['heading']} {as_plain(text['body'])}" for text in row.texts]
    return " ".join([*facts, *texts]).casefold()


def _in_every_language(say: Callable[[], Any]) -> list[str]:
    said = []
    for language in NAMES:
        with speaking(language):
            said.append(str(say()))
    return said


def _next_change(postings: Iterable[Posting], *, now: datetime) -> datetime | None:
    instants = [instant for one in postings for instant in (one.opens_at, one.ends_at)]
    return min((instant for instant in instants if instant and instant > now), default=None)


def load_posting(postings: "QuerySet[Posting]", slug: str) -> PostingWithParts | None:
    """The one of `postings` at this address."""
    rows: Any = _read(postings).annotate(
        faq=_of(Faq, "question", "answer"), asked=_of(Question, "text", "is_required")
    )
    row: Any = rows.filter(slug=slug).first()
    if row is None:
        return None
    return PostingWithParts(
        posting=row,
        sections=[{**text, "html": as_html(text["body"])} for text in row.texts],
        faqs=[{**faq, "html": as_html(faq["answer"])} for faq in row.faq],
        questions=[question["text"] for question in row.asked],
        organisation=_organisation(row),
        now=row.now,
    )


def load_public(slug: str) -> CacheEntry | None:
    """One that is published and has opened, closed or not; None for drafts, future and archived ones."""
    asked = pages.clock()
    shown = load_posting(Posting.objects.published().filter(opens_at__lte=Now()), slug)
    if shown is None:
        return None
    changes_at = _next_change([shown.posting], now=shown.now)
    return CacheEntry(shown, pages.expiry(asked, now=shown.now, changes_at=changes_at))
