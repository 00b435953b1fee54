"""The desk's pages of postings: the list, one posting, its preview, and the verbs."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view, verb
from postings import notices, publishing
from postings.cloning import clone
from postings.desk_views import pages, previews
from postings.editing import create
from postings.forms.copies import CopyForm, NewForm
from postings.gaps import advisable
from postings.models import Posting
from postings.permissions import can_create, can_edit
from postings.phase import phase
from postings.posting_page import place_in_words
from postings.promises import timetable


def visible(request: StaffRequest, slug: str) -> Posting:
    return get_object_or_404(Posting.objects.visible_to(request.user), slug=slug)


def editable(request: StaffRequest, slug: str) -> Posting:
    """A posting that one sees and may not change is refused, not hidden."""
    posting = visible(request, slug)
    if not can_edit(request.user, posting):
        raise PermissionDenied
    return posting


@staff
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """Drafts and open ones first; `?state=archived` shows the archived ones."""
    is_archive = request.GET.get("state") == Posting.State.ARCHIVED
    postings = Posting.objects.visible_to(request.user).prefetch_related("members")
    archived = {"state": Posting.State.ARCHIVED}
    found = postings.filter(**archived) if is_archive else postings.exclude(**archived)
    now = timezone.now()
    context = {
        "rows": [(posting, phase(posting, now=now)) for posting in found],
        "is_archive": is_archive,
        "can_create": can_create(request.user),
    }
    return render(request, "postings/desk/index.html", context)


@staff
@form_view(NewForm)
def new(request: StaffRequest) -> FormPage:
    if not can_create(request.user):
        raise PermissionDenied

    def act(sent: Sent) -> HttpResponse:
        posting = create(sent.data["title"], by=request.user)
        return redirect(pages.address(posting, pages.FIRST))

    return FormPage("postings/desk/new.html", act)


@staff
@require_GET
def overview(request: StaffRequest, slug: str) -> HttpResponse:
    posting = visible(request, slug)
    now = timezone.now()
    missing, ought = publishing.stopping(posting, now=now), advisable(posting)
    context = {
        "posting": posting,
        "phase": phase(posting, now=now),
        "place": place_in_words(posting),
        "timetable": timetable(posting, now=now),
        "team": posting.members.all(),
        "can_edit": can_edit(request.user, posting),
        "stopping": missing,
        "advisable": ought,
        "is_open": posting.is_open(now),
        "can_reopen": posting.closed_at is not None
        and posting.closes_at is not None
        and now < posting.closes_at,
        "notices": notices.of(posting),
        "entries": pages.entries(posting, here="overview", missing=missing, advisable=ought),
    }
    return render(request, "postings/desk/overview.html", context)


@staff
@require_GET
def preview(request: StaffRequest, slug: str) -> HttpResponse:
    """As it is saved; `?framed=1` for the editor, which shows it beside its forms."""
    return previews.page(visible(request, slug), is_framed=request.GET.get("framed") == "1")


def _verb(act: Callable[..., Any], said: Any) -> Callable[..., HttpResponse]:
    """What is done with one press, and back to the posting with what was done."""

    def view(request: StaffRequest, slug: str) -> HttpResponse:
        act(editable(request, slug), by=request.user)
        messages.success(request, said)
        return redirect(reverse("postings:overview", args=[slug], fragment="phase"))

    return staff(verb("postings:overview", "slug")(view))


publication = _verb(publishing.publish, gettext_lazy("Published. It takes applications from its opening on."))
closing = _verb(
    publishing.close,
    gettext_lazy("It is closed: no more applications can be sent. Until its deadline you can open it again."),
)
reopening = _verb(publishing.reopen, gettext_lazy("It is open again."))
archiving = _verb(publishing.archive, gettext_lazy("It is archived. You find it at the end of the list."))


@staff
@form_view(CopyForm)
def copies(request: StaffRequest, slug: str) -> FormPage:
    posting = editable(request, slug)

    def act(sent: Sent) -> HttpResponse:
        copy = clone(posting, by=request.user, **sent.data)
        said = _("This is the copy, a draft. Its days moved along; check its texts, too.")
        messages.success(request, said)
        return redirect("postings:overview", slug=copy.slug)

    options = {"posting": posting, "initial": {"title": posting.title}}
    return FormPage("postings/desk/copy.html", act, context={"posting": posting}, options=options)
