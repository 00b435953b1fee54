"""The list of applications: filtered, searched and paged by its address alone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from applications.models import Application
from core import paging
from core.access import StaffRequest, staff
from screening import hits
from screening.desk_views.fetch import filter_of
from screening.filters import Filter

ROW = [  # what a row shows, and what it is sorted by
    *("code", "name", "outcome", "submitted_at", "stage_since"),
    *("posting__title", "stage__name", "stage__kind"),
]


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
    words = asked.words
    places = hits.of(page.rows, words=words) if words and page.rows else {}
    found = {
        "filter": asked,
        "page": page,
        "rows": [(row, places.get(row.pk)) for row in page.rows],
        "query": asked.query(),
        "opened_from": asked.opened_from(),
        "total": asked.rows().count(),
        "of_one_posting": bool(asked.cleaned_data["posting"]),
        "shows_one_state": asked.shows_one_state,
    }
    return render(request, "screening/list.html", found)


def _page(request: StaffRequest, asked: Filter) -> paging.Page[Application]:
    return paging.page(
        asked.rows().with_decision().select_related("posting", "stage").only(*ROW),
        order=asked.order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        query=asked.query(),
    )
