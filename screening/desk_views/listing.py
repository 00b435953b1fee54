"""The list of applications: filtered, searched and paged by its address alone."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import paging
from core.access import StaffRequest, staff
from screening.filters import Filter


def filter_of(request: StaffRequest) -> Filter:
    """What the address asks for; a value that nobody could have chosen is refused."""
    asked = Filter(request.GET, user=request.user)
    if not asked.is_valid():
        raise BadRequest("The address of this list is not one of ours.")
    return asked


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
        "total": rows.count(),
        "shows_one_state": asked.shows_one_state,
    }
    return render(request, "screening/list.html", found)
