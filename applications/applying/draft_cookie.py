"""Which drafts this browser holds: those that it made, and those that were opened in it last.

A signed cookie of its own, so that it outlives sessions; it is set when a draft is saved, never by looking.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from applications.applying import holds, languages
from applications.applying.holds import Hold
from applications.models import Draft
from applications.models.draft import DraftQuerySet
from core.languages import current
from postings.models import Posting

COOKIE = "__Host-drafts" if settings.SECURE else "drafts"
SALT = "applications.drafts"
KEPT = 20  # the newest; a cookie has 4 kB
DAYS = 180  # a draft itself goes 48 hours after its deadline


def remembered(request: HttpRequest) -> list[Hold]:
    """The holds of this browser, whether they still count or not; the draft last opened at the end."""
    try:
        value = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 86400)
    except signing.BadSignature:
        return []
    found = [_hold(entry) for entry in value] if isinstance(value, list) else []
    return [hold for hold in found if hold]


def _hold(entry: Any) -> Hold | None:
    """The version before wrote ids alone."""
    match entry:
        case int(pk):
            return Hold(pk, 0)
        case [int(pk), int(epoch)]:
            return Hold(pk, epoch)
    return None


def held(request: HttpRequest) -> DraftQuerySet:
    """The drafts that this browser holds now."""
    return Draft.objects.filter(holds.held_by(remembered(request)))


def remember(response: HttpResponse, request: HttpRequest, draft: Draft) -> HttpResponse:
    others = [hold for hold in remembered(request) if hold.draft != draft.pk]
    _write(response, [*others, Hold(draft.pk, draft.epoch)][-KEPT:])
    return response


def forget(response: HttpResponse, request: HttpRequest, *, posting: Posting) -> HttpResponse:
    """This device lets go of the drafts of one posting; they stay reachable by their links."""
    theirs = held(request).filter(posting=posting)
    gone = set(theirs.values_list("pk", flat=True))
    holds.end(theirs)
    _write(response, [hold for hold in remembered(request) if hold.draft not in gone])
    return response


def posting_for(request: HttpRequest, slug: str) -> Any:
    """The posting, with the database's `clock` beside it. One that is not public is exactly like one that
    never was, but not to a browser that holds a draft of it: that one finds its text again."""
    posting: Any = get_object_or_404(Posting.objects.annotate(clock=Now()), slug=slug)
    is_public = posting.state == Posting.State.PUBLISHED and posting.opens_at <= posting.clock
    if not is_public and not held(request).filter(posting=posting).exists():
        raise Http404
    return posting


def draft_of(request: HttpRequest, posting: Posting) -> Draft | None:
    """The unsent draft for this posting that was last opened here. It is in the language of its reader."""
    draft = _last(request, held(request).unsent().filter(posting=posting).select_related("cv"))
    if draft and draft.language != current():
        languages.choose_for_draft(draft, language=current())
    return draft


def sent_of(request: HttpRequest, posting: Posting) -> Draft | None:
    sent = held(request).filter(posting=posting, submitted_at__isnull=False)
    return _last(request, sent.select_related("application"))


def is_elsewhere(request: HttpRequest, posting: Posting) -> bool:
    """What was typed here was opened by its link in another browser since."""
    return holds.lost_by(remembered(request)).filter(posting=posting).exists()


def language_of(request: HttpRequest, slug: str) -> str:
    """What the draft that was last opened here is read in, else what the posting is written in.

    A posting that is not public says nothing, its language included.
    """
    last = _last(request, held(request).filter(posting__slug=slug).only("pk", "language"))
    if last:
        return last.language
    public = Posting.objects.published().filter(slug=slug, opens_at__lte=Now())
    return public.values_list("language", flat=True).first() or ""


def last_of(request: HttpRequest) -> Draft | None:
    """Whoever applied here before need not type their name and address again."""
    return _last(request, held(request).exclude(email=""))


def _last(request: HttpRequest, theirs: DraftQuerySet) -> Draft | None:
    order = [hold.draft for hold in remembered(request)]
    return max(theirs, key=lambda draft: order.index(draft.pk), default=None) if order else None


def _write(response: HttpResponse, found: list[Hold]) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps([[hold.draft, hold.epoch] for hold in found], salt=SALT),
        max_age=DAYS * 86400,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
