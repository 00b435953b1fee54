"""Fetching is the check: a stranger's application is a 404, exactly like a missing one."""

from collections.abc import Callable, Collection

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from applications.models import Application
from core import paging
from core.access import StaffRequest
from screening.filters import Filter

DECIDED = [f"standing__{name}" for name in ("by", "reason", "told_by", "letter")]
Right = Callable[[User, Application], bool]


def application_of(request: StaffRequest, code: str, *, right: Right | None = None) -> Application:
    """The one that `code` names, if it is visible; 403 if it is, but the verb is not theirs."""
    rows = Application.objects.visible_to(request.user).select_related("posting", "stage", "cv")
    application = get_object_or_404(rows, code=code)
    if not application.is_live:  # five more tables cost more than a query, and most have nothing there
        application = get_object_or_404(rows.with_decision().select_related(*DECIDED), code=code)
    if right and not right(request.user, application):
        raise PermissionDenied
    return application


def page_of(request: StaffRequest, application: Application) -> str:
    """The address of the application, with the list that it was opened from still beside it."""
    query = request.GET.urlencode()
    return reverse("desk:application", args=[application.code]) + (f"?{query}" if query else "")


def filter_of(request: StaffRequest, *, may_be_wrong: Collection[str] = ()) -> Filter:
    """What the address asks of the list; a value that nobody could have chosen is refused, but for the fields
    in `may_be_wrong`, whose errors a page shows."""
    asked = Filter(request.GET, user=request.user)
    if set(asked.errors) - set(may_be_wrong):
        raise BadRequest("the address of this list is not one of ours")
    return asked


def onwards(request: StaffRequest, application: Application) -> HttpResponse:
    """After a decision: the next of the list that it was opened from, where work goes on; else as `back`."""
    asked = filter_of(request)
    if asked.query():
        beside = paging.place(application, rows=asked.rows(), order=asked.order)
        if beside.next:
            return HttpResponseRedirect(page_of(request, beside.next) + "#who")
    return back(request, application, changed="decision")


def back(request: StaffRequest, application: Application, *, changed: str) -> HttpResponse:
    """After a verb: nothing for a script, the card on the board, else the application at what changed."""
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    if request.POST.get("back") == "board":
        board = reverse("screening:board", args=[application.posting.slug])
        return HttpResponseRedirect(f"{board}#card-{application.code}")
    return HttpResponseRedirect(f"{page_of(request, application)}#{changed}")
