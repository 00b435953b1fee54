"""The list of applications: filtered, searched and paged by its address alone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import paging
from core.access import StaffRequest, staff
from screening.desk_views.fetch import filter_of

ROW = [  # what a row shows, and what it is sorted by
    *("code", "name", "outcome", "submitted_at", "stage_since"),
    *("posting__title", "stage__name", "stage__kind"),
]


@staff
@require_GET
def applications(request: StaffRequest) -> HttpResponse:
    asked = filter_of(request)
    rows = asked.rows()
    query = asked.query()
    page = paging.page(
        rows.with_decision().select_related("posting", "stage").only(*ROW),
        order=asked.order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        query=query,
    )
    found = {
        "filter": asked,
        "page": page,
        "query": query,
        "opened_from": asked.opened_from(),
        "total": rows.count(),
        "of_one_posting": bool(asked.cleaned_data["posting"]),
        "shows_one_state": asked.shows_one_state,
    }
    return render(request, "screening/list.html", found)
