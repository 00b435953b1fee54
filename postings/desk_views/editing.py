"""The tabs in which a posting is written. What was typed comes back when it could not be saved."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view, verb
from core.versions import sent_version
from postings import editing
from postings.desk_views.desk import editable
from postings.desk_views.tabs import FIELD_TABS, address, tabs
from postings.forms.fields import AskingForm, BasicsForm, ContactForm, TimesForm
from postings.forms.parts import PART_KINDS, PartKind, TeamForm, in_brief
from postings.models import Posting

FORMS: dict[str, type[forms.ModelForm]] = {
    "basics": BasicsForm, "contact": ContactForm, "times": TimesForm, "asking": AskingForm,
}  # fmt: skip


def _form_page(
    posting: Posting, template: str, act: Callable[[Sent], HttpResponse], *, here: str, **more: Any
) -> FormPage:
    """Of a tab. The posting has one version for all of it."""
    context = {
        "posting": posting,
        "version": str(posting.version),
        "tabs": tabs(posting, here=here),
        **more.pop("context", {}),
    }
    return FormPage(template, act, context=context, version=posting.version, **more)


@staff
@form_view(lambda slug, tab="basics": FORMS.get(tab))
def edit(request: StaffRequest, slug: str, tab: str = "basics") -> FormPage:
    posting = editable(request, slug)
    if tab not in FORMS:
        raise Http404

    def act(sent: Sent) -> HttpResponse:
        values = sent.form.values if isinstance(sent.form, TimesForm) else sent.data
        saved = editing.save(posting, values, version=sent.version, by=request.user)
        messages.success(request, _("Saved."))
        return redirect(address(saved, tab))

    return _form_page(
        posting,
        "postings/desk/edit.html",
        act,
        here=tab,
        context={"title": FIELD_TABS[tab]},
        options={"instance": Posting.objects.get(pk=posting.pk)},  # the form writes on what it judges
        replaces=True,
    )


@staff
@form_view(TeamForm)
def team(request: StaffRequest, slug: str) -> FormPage:
    posting = editable(request, slug)

    def act(sent: Sent) -> HttpResponse:
        editing.set_team(posting, sent.data["users"], version=sent.version, by=request.user)
        messages.success(request, _("The team is saved."))
        return redirect("postings:team", slug=slug)

    return _form_page(
        posting,
        "postings/desk/edit.html",
        act,
        here="team",
        context={"title": _("Team")},
        options={"posting": posting},
        replaces=True,
    )


def _form_of(tab: str, **kwargs: Any) -> type[forms.ModelForm] | None:
    return PART_KINDS[tab].form if tab in PART_KINDS else None


def _kind(tab: str) -> PartKind:
    if tab not in PART_KINDS:
        raise Http404
    return PART_KINDS[tab]


@staff
@form_view(_form_of)
def parts(request: StaffRequest, slug: str, tab: str) -> FormPage:
    """The rows of one tab, and a form that adds one."""
    posting, kind = editable(request, slug), _kind(tab)

    def act(sent: Sent) -> HttpResponse:
        editing.add_part(posting, kind.model, sent.data, version=sent.version, by=request.user)
        return redirect("postings:parts", slug=slug, tab=tab)

    rows = [(row, in_brief(row)) for row in kind.model._default_manager.filter(posting=posting)]
    return _form_page(
        posting,
        "postings/desk/parts.html",
        act,
        here=tab,
        context={"kind": kind, "rows": rows},
        options={"instance": kind.model(posting=posting)},
    )


def _row(posting: Posting, kind: PartKind, pk: int) -> Any:
    return get_object_or_404(kind.model._default_manager.select_related("posting"), posting=posting, pk=pk)


@staff
@form_view(_form_of)
def part(request: StaffRequest, slug: str, tab: str, pk: int) -> FormPage:
    posting, kind = editable(request, slug), _kind(tab)
    row = _row(posting, kind, pk)

    def act(sent: Sent) -> HttpResponse:
        editing.change_part(row, sent.data, version=sent.version, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("postings:parts", slug=slug, tab=tab)

    return _form_page(
        posting,
        "postings/desk/part.html",
        act,
        here=tab,
        context={"kind": kind, "row": row},
        options={"instance": _row(posting, kind, pk)},
        replaces=True,
    )


@staff
@verb("postings:parts", "slug", "tab")
def removal(request: StaffRequest, slug: str, tab: str, pk: int) -> HttpResponse:
    posting, kind = editable(request, slug), _kind(tab)
    row = _row(posting, kind, pk)
    editing.remove_part(row, version=sent_version(request), by=request.user)
    messages.success(request, _("Removed: {what}").format(what=row))
    return redirect("postings:parts", slug=slug, tab=tab)


@staff
@verb("postings:parts", "slug", "tab")
def place(request: StaffRequest, slug: str, tab: str, pk: int) -> HttpResponse:
    """`to` is "up" or "down"."""
    posting, kind = editable(request, slug), _kind(tab)
    is_up, version = request.POST.get("to") == "up", sent_version(request)
    editing.move_part(_row(posting, kind, pk), up=is_up, version=version, by=request.user)
    return redirect("postings:parts", slug=slug, tab=tab)
