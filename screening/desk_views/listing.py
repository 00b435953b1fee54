"""The list of applications: filtered, searched and paged by its address alone."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import User
from applications.applying import adding
from applications.models import Application
from applications.permissions import can_add
from core import paging
from core.access import StaffRequest, staff
from postings.models import Posting
from screening import hits, next_steps
from screening.desk_views.fetch import filter_of
from screening.filters import Filter
from screening.models import Note, Opened, Proposal

MOST = 1_000
ROW = [  # what a row shows, and what it is sorted by
    *("code", "name", "current_position", "outcome", "submitted_at", "stage_since"),
    *("posting__title", "stage__name", "stage__kind"),
]


@dataclass(frozen=True)
class Row:
    application: Application
    step: str
    notes: int
    is_unread: bool
    hit: hits.Hit | None


@staff
@require_GET
def applications(request: StaffRequest) -> HttpResponse:
    asked = filter_of(request, may_be_wrong=["q"])
    if asked.errors:
        return render(request, "screening/list.html", {"filter": asked, "page": paging.Page[Application]([])})
    page = _page(request, asked)
    if asked.words and not page.rows and "nearly" not in request.GET:
        nearly = asked.made_nearly()
        page = _page(request, nearly)
        asked = nearly if page.rows else asked
    found = {
        "filter": asked,
        "page": page,
        "rows": _rows(page.rows, words=asked.words),
        "query": asked.query(),
        "opened_from": asked.opened_from(),
        **_total(asked),
        "shows_more": asked.shows_more or "more" in request.GET,
        "of_one_posting": bool(asked.cleaned_data["posting"]),
        "can_add": _can_add(request.user, asked.cleaned_data["posting"]),
        "shows_one_state": asked.shows_one_state,
    }
    return render(request, "screening/list.html", found)


def _can_add(user: User, posting: Posting | None) -> bool:
    return bool(posting and not adding.refuses(posting) and can_add(user, posting))


def _total(asked: Filter) -> dict[str, Any]:
    """How many fit. To count whom many words find takes as long as to read them, so that ends at `MOST`."""
    rows = asked.rows()
    if not asked.cleaned_data["q"]:
        return {"total": rows.count()}
    some = Application.objects.filter(pk__in=rows.order_by().values("pk")[: MOST + 1]).count()
    return {"total": min(some, MOST), "is_more": some > MOST}


def _rows(rows: list[Application], *, words: list[str]) -> list[Row]:
    places = hits.of(rows, words=words) if words and rows else {}
    return [
        Row(
            application=row,
            step=next_steps.in_words(
                row,
                is_proposed=row.is_proposed,
                letter=row.letter_state or "",
                is_held=row.letter_due is None,
            ),
            notes=row.note_count,
            is_unread=row.is_unread,
            hit=places.get(row.pk),
        )
        for row in cast(list[Any], rows)  # with what `_page` has counted
    ]


def _page(request: StaffRequest, asked: Filter) -> paging.Page[Application]:
    this = OuterRef("pk")
    notes = Note.objects.filter(application=this).order_by().values("application")
    rows = (
        asked.rows()
        .with_decision()
        .select_related("posting", "stage")
        .annotate(
            note_count=Coalesce(Subquery(notes.annotate(count=Count("pk")).values("count")), 0),
            letter_state=F("standing__letter__state"),
            letter_due=F("standing__letter__not_before"),
            is_proposed=Exists(Proposal.objects.filter(application=this, settled_at=None)),
            is_unread=~Exists(Opened.objects.filter(application=this, user=request.user)),
        )
        .only(*ROW)
    )
    return paging.page(
        rows,
        order=asked.order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        query=asked.query(),
    )
