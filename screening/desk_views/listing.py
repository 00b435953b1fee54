"""The list of applications: filtered, searched and paged by its address alone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import paging
from core.access import StaffRequest, staff
from screening.desk_views.fetch import filter_of


@staff
@require_GET
def applications(request: StaffRequest) -> HttpResponse:
    asked = filter_of(request)
    rows = asked.rows()
    query = asked.query()
    page = paging.page(
        rows.with_decision().select_related("posting", "stage").defer("motivation"),
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
        "shows_one_state": asked.shows_one_state,
    }
    return render(request, "screening/list.html", found)
