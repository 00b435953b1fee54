"""The editor: one page, one save. What was typed comes back when it could not be saved."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view, verb
from postings import editing, publishing
from postings.desk_views import pages, previews
from postings.desk_views.desk import editable
from postings.forms.pages import PAGES, EditorForm
from postings.gaps import advisable
from postings.models import Posting


@staff
@form_view(EditorForm)
def edit(request: StaffRequest, slug: str, page: str) -> FormPage:
    """The posting has one version for all of it."""
    posting = editable(request, slug)
    if page not in PAGES:
        raise Http404

    def act(sent: Sent) -> HttpResponse:
        form: EditorForm = sent.form
        saved = editing.save(
            posting, form.values, parts=form.rows, team=form.team, version=sent.version, by=request.user
        )
        messages.success(request, _("Saved."))
        return redirect(
            _next(saved, page) if request.POST.get("to") == "next" else pages.address(saved, page)
        )

    missing = publishing.stopping(posting, now=timezone.now())
    names = list(PAGES)
    context = {
        "posting": posting,
        "page": PAGES[page],
        "name": page,
        "number": names.index(page) + 1,
        "count": len(names),
        "is_last": not pages.after(page),
        "entries": pages.entries(posting, here=page, missing=missing, advisable=advisable(posting)),
    }
    options = {"posting": posting, "page": PAGES[page]}
    return FormPage(
        "postings/desk/edit.html",
        act,
        context=context,
        options=options,
        version=posting.version,
        replaces=True,
    )


def _next(posting: Posting, page: str) -> str:
    following = pages.after(page)
    return (
        pages.address(posting, following) if following else reverse("postings:overview", args=[posting.slug])
    )


@staff
@verb("postings:edit", "slug", "page")
def live_preview(request: StaffRequest, slug: str, page: str) -> HttpResponse:
    """The public page with what is typed and not yet saved, as far as it is right; nothing is written."""
    posting = editable(request, slug)
    if page not in PAGES:
        raise Http404
    form = EditorForm(posting=posting, page=PAGES[page], data=request.POST)
    return previews.page(posting, form=form, is_framed=True)
