"""Which drafts this browser holds: those that it made, and those whose link was opened in it.

A signed cookie of its own, so that it outlives sessions; it is set when a draft is saved, never by looking.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from applications.applying import languages
from applications.models import Draft
from core.languages import current
from postings.models import Posting

COOKIE = "__Host-drafts" if settings.SECURE else "drafts"
SALT = "applications.drafts"
KEPT = 20  # the newest; a cookie has 4 kB
DAYS = 180  # a draft itself goes 48 hours after its deadline


def remembered(request: HttpRequest) -> list[int]:
    """Ids of drafts, the one last opened at the end."""
    try:
        value = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 86400)
    except signing.BadSignature:
        return []
    return [pk for pk in value if isinstance(pk, int)] if isinstance(value, list) else []


def remember(response: HttpResponse, request: HttpRequest, draft: Draft) -> HttpResponse:
    ids = [*(pk for pk in remembered(request) if pk != draft.pk), draft.pk]
    _write(response, ids[-KEPT:])
    return response


def forget(response: HttpResponse, request: HttpRequest, *, posting: Posting) -> HttpResponse:
    """Forget the drafts of one posting on this device; they stay reachable by their links."""
    theirs = set(
        Draft.objects.filter(pk__in=remembered(request), posting=posting).values_list("pk", flat=True)
    )
    _write(response, [pk for pk in remembered(request) if pk not in theirs])
    return response


def posting_for(request: HttpRequest, slug: str) -> Any:
    """The posting, with the database's `clock` beside it. One that is not public is exactly like one that
    never was, but not to a browser that holds a draft of it: that one finds its text again."""
    posting: Any = get_object_or_404(Posting.objects.annotate(clock=Now()), slug=slug)
    is_public = posting.state == Posting.State.PUBLISHED and posting.opens_at <= posting.clock
    if not is_public and not Draft.objects.filter(pk__in=remembered(request), posting=posting).exists():
        raise Http404
    return posting


def draft_of(request: HttpRequest, posting: Posting) -> Draft | None:
    """The unsent draft for this posting that was last opened here. It is in the language of its reader."""
    draft = _last(request, Draft.objects.unsent().filter(posting=posting).select_related("cv"))
    if draft and draft.language != current():
        languages.choose_for_draft(draft, language=current())
    return draft


def sent_of(request: HttpRequest, posting: Posting) -> Draft | None:
    sent = Draft.objects.filter(posting=posting, submitted_at__isnull=False)
    return _last(request, sent.select_related("application"))


def language_of(request: HttpRequest, slug: str) -> str:
    """What the draft that was last opened here is read in, else what the posting is written in.

    A posting that is not public says nothing, its language included.
    """
    ids = remembered(request)
    theirs = Draft.objects.filter(pk__in=ids, posting__slug=slug).values_list("pk", "language") if ids else []
    last = max(theirs, key=lambda draft: ids.index(draft[0]), default=None)
    if last:
        return last[1]
    public = Posting.objects.published().filter(slug=slug, opens_at__lte=Now())
    return public.values_list("language", flat=True).first() or ""


def last_of(request: HttpRequest) -> Draft | None:
    """Whoever applied here before need not type their name and address again."""
    return _last(request, Draft.objects.exclude(email=""))


def _last(request: HttpRequest, drafts: Any) -> Draft | None:
    ids = remembered(request)
    found = drafts.filter(pk__in=ids) if ids else []
    return max(found, key=lambda draft: ids.index(draft.pk), default=None)


def _write(response: HttpResponse, ids: list[int]) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(ids, salt=SALT),
        max_age=DAYS * 86400,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
