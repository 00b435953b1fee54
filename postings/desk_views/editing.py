"""The tabs in which a posting is written. What was typed comes back when it could not be saved."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.access import StaffRequest, staff
from core.errors import Conflict, DomainError
from core.refusals import takes
from postings import editing
from postings.desk_views.desk import editable
from postings.desk_views.tabs import FIELD_TABS, address, tabs
from postings.forms.fields import AskingForm, BasicsForm, ContactForm, TimesForm
from postings.forms.parts import PART_KINDS, PartKind, TeamForm, in_brief
from postings.models import Posting

FORMS: dict[str, type[forms.ModelForm]] = {
    "basics": BasicsForm, "contact": ContactForm, "times": TimesForm, "asking": AskingForm,
}  # fmt: skip


def typed_version(request: StaffRequest) -> int:
    """The version that was on the screen; what is not a number is no version at all, and so a conflict."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _attempt(form: Any, verb: Callable[[], Any]) -> int:
    """200 when it was done; else the status of the refusal, whose sentence stands in the form."""
    try:
        verb()
    except Conflict as refusal:
        form.add_error(None, refusal.sentence)
        return refusal.status
    except DomainError as refusal:
        form.add_error(None, refusal.sentence)
    return 200


def _page(
    request: StaffRequest, template: str, posting: Posting, *, here: str, status: int = 200, **more: Any
) -> HttpResponse:
    """With the version as it is now, so that saving again after a conflict is a decision, not an accident."""
    version = Posting.objects.values_list("version", flat=True).get(pk=posting.pk)
    context = {"posting": posting, "version": version, "tabs": tabs(posting, here=here), **more}
    return render(request, template, context, status=status)


@staff
@require_http_methods(["GET", "POST"])
@takes(lambda slug, tab="basics": FORMS.get(tab))
def edit(request: StaffRequest, slug: str, tab: str = "basics") -> HttpResponse:
    posting = editable(request, slug)
    if tab not in FORMS:
        raise Http404
    form = FORMS[tab](request.POST or None, instance=Posting.objects.get(pk=posting.pk))
    status = 200
    if form.is_valid():
        values = form.values if isinstance(form, TimesForm) else form.cleaned_data
        version, by = typed_version(request), request.user
        status = _attempt(form, lambda: editing.save(posting, values, version=version, by=by))
        if not form.errors:
            messages.success(request, "Saved.")
            posting.refresh_from_db()
            return redirect(address(posting, tab))
    title = FIELD_TABS[tab]
    return _page(request, "postings/desk/edit.html", posting, here=tab, status=status, form=form, title=title)


@staff
@require_http_methods(["GET", "POST"])
@takes(TeamForm)
def team(request: StaffRequest, slug: str) -> HttpResponse:
    posting = editable(request, slug)
    form = TeamForm(request.POST or None, posting=posting)
    status = 200
    if form.is_valid():
        users, version, by = form.cleaned_data["users"], typed_version(request), request.user
        status = _attempt(form, lambda: editing.set_team(posting, users, version=version, by=by))
        if not form.errors:
            messages.success(request, "The team is saved.")
            return redirect("postings:team", slug=slug)
    return _page(
        request, "postings/desk/edit.html", posting, here="team", status=status, form=form, title="Team"
    )


def _form_of(tab: str, **kwargs: Any) -> type[forms.ModelForm] | None:
    return PART_KINDS[tab].form if tab in PART_KINDS else None


def _kind(tab: str) -> PartKind:
    if tab not in PART_KINDS:
        raise Http404
    return PART_KINDS[tab]


@staff
@require_http_methods(["GET", "POST"])
@takes(_form_of)
def parts(request: StaffRequest, slug: str, tab: str) -> HttpResponse:
    """The rows of one tab, and a form that adds one."""
    posting, kind = editable(request, slug), _kind(tab)
    form = kind.form(request.POST or None, instance=kind.model(posting=posting))
    status = 200
    if form.is_valid():
        status = _attempt(
            form,
            lambda: editing.add_part(
                posting,
                kind.model,
                form.cleaned_data,
                version=typed_version(request),
                by=request.user,
            ),
        )
        if not form.errors:
            return redirect("postings:parts", slug=slug, tab=tab)
    rows = [(row, in_brief(row)) for row in kind.model._default_manager.filter(posting=posting)]
    return _page(
        request, "postings/desk/parts.html", posting, here=tab, status=status, form=form, kind=kind, rows=rows
    )


def _row(posting: Posting, kind: PartKind, pk: int) -> Any:
    return get_object_or_404(kind.model._default_manager.select_related("posting"), posting=posting, pk=pk)


@staff
@require_http_methods(["GET", "POST"])
@takes(_form_of)
def part(request: StaffRequest, slug: str, tab: str, pk: int) -> HttpResponse:
    posting, kind = editable(request, slug), _kind(tab)
    row = _row(posting, kind, pk)
    form = kind.form(request.POST or None, instance=_row(posting, kind, pk))
    status = 200
    if form.is_valid():
        version, by = typed_version(request), request.user
        status = _attempt(form, lambda: editing.change_part(row, form.cleaned_data, version=version, by=by))
        if not form.errors:
            messages.success(request, "Saved.")
            return redirect("postings:parts", slug=slug, tab=tab)
    return _page(
        request, "postings/desk/part.html", posting, here=tab, status=status, form=form, kind=kind, row=row
    )


@staff
@require_POST
def removal(request: StaffRequest, slug: str, tab: str, pk: int) -> HttpResponse:
    posting, kind = editable(request, slug), _kind(tab)
    row = _row(posting, kind, pk)
    try:
        editing.remove_part(row, version=typed_version(request), by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"Removed: {row}")
    return redirect("postings:parts", slug=slug, tab=tab)


@staff
@require_POST
def place(request: StaffRequest, slug: str, tab: str, pk: int) -> HttpResponse:
    """`to` is "up" or "down"."""
    posting, kind = editable(request, slug), _kind(tab)
    try:
        editing.move_part(
            _row(posting, kind, pk),
            up=request.POST.get("to") == "up",
            version=typed_version(request),
            by=request.user,
        )
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return redirect("postings:parts", slug=slug, tab=tab)
