"""`/desk/settings/letters/`: the words of every kind of mail, for administrators."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view, verb
from core.versions import sent_version
from mail import kinds, rendering, rewording
from mail.forms import LetterForm
from mail.kinds import Kind
from mail.models import Letter
from mail.permissions import can_change_letters
from mail.preview import boxed


def _administrators_only(request: StaffRequest) -> None:
    if not can_change_letters(request.user):
        raise PermissionDenied


def _kind(request: StaffRequest, code: str) -> Kind:
    _administrators_only(request)
    kind = kinds.find(code)
    if kind is None:
        raise Http404
    return kind


@staff
@require_GET
def letters(request: StaffRequest) -> HttpResponse:
    _administrators_only(request)
    changed = {letter.kind: letter for letter in Letter.objects.select_related("changed_by")}
    audiences: dict[str, list[tuple[Kind, Letter | None]]] = {}
    for kind in kinds.all_kinds():
        audiences.setdefault(kind.audience, []).append((kind, changed.get(kind.code)))
    return render(request, "mail/letters.html", {"audiences": list(audiences.items())})


@staff
@form_view(LetterForm)
def letter(request: StaffRequest, code: str) -> FormPage:
    kind = _kind(request, code)
    subject, body = rendering.letter(kind, "en")

    def act(sent: Sent) -> HttpResponse:
        if "preview" in request.POST:
            return sent.shown_again(is_preview=True, preview=rewording.preview(kind, **sent.data))
        rewording.change(kind, by=request.user, version=sent.version, **sent.data)
        messages.success(request, _("Saved. Letters that are written from now on say this."))
        return redirect("mail:letter", code)

    context = {
        "kind": kind,
        "changed": Letter.objects.select_related("changed_by").filter(kind=code, language="en").first(),
        "is_preview": False,
        "preview": rewording.preview(kind, subject=subject, body=body),
    }
    return FormPage(
        "mail/letter.html",
        act,
        context=context,
        options={"kind": kind, "initial": {"subject": subject, "body": body}},
        version=rewording.version(kind),
        replaces=True,
    )


@staff
@require_GET
def letter_html(request: StaffRequest, code: str) -> HttpResponse:
    kind = _kind(request, code)
    subject, body = rendering.letter(kind, "en")
    return boxed(rewording.preview(kind, subject=subject, body=body).html)


@staff
@verb("mail:letter", "code")
def back_to_default(request: StaffRequest, code: str) -> HttpResponse:
    kind = _kind(request, code)
    rewording.back_to_default(kind, by=request.user, version=sent_version(request))
    messages.success(request, _("It says again what it came with."))
    return redirect("mail:letter", code)
