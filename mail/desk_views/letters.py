"""`/desk/settings/letters/`: the words of every kind of mail, for administrators."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import StaffRequest, staff
from core.refusals import SEND_AGAIN, takes
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


def _page(request: StaffRequest, kind: Kind, form: LetterForm, refused: str = "") -> HttpResponse:
    changed = Letter.objects.select_related("changed_by").filter(kind=kind.code, language="en").first()
    subject, body = rendering.letter(kind, "en")
    if form.is_bound and form.is_valid():
        subject, body = form.cleaned_data["subject"], form.cleaned_data["body"]
    context = {
        "kind": kind,
        "form": form,
        "changed": changed,
        "refused": refused,
        "is_preview": form.is_bound and form.is_valid() and not refused,
        "preview": rewording.preview(kind, subject=subject, body=body),
    }
    return render(request, "mail/letter.html", context)


def _letter_again(request: StaffRequest, code: str) -> HttpResponse:
    kind = _kind(request, code)
    return _page(request, kind, LetterForm(request.POST, kind=kind), str(SEND_AGAIN))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@takes(LetterForm, given_back=_letter_again)
def letter(request: StaffRequest, code: str) -> HttpResponse:
    kind = _kind(request, code)
    subject, body = rendering.letter(kind, "en")
    form = LetterForm(request.POST or None, kind=kind, initial={"subject": subject, "body": body})
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        rewording.change(kind, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. Letters that are written from now on say this.")
        return redirect("mail:letter", code)
    return _page(request, kind, form)


@staff
@require_GET
def letter_html(request: StaffRequest, code: str) -> HttpResponse:
    kind = _kind(request, code)
    subject, body = rendering.letter(kind, "en")
    return boxed(rewording.preview(kind, subject=subject, body=body).html)


@staff
@require_POST
def back_to_default(request: StaffRequest, code: str) -> HttpResponse:
    kind = _kind(request, code)
    rewording.back_to_default(kind, by=request.user)
    messages.success(request, "It says again what it came with.")
    return redirect("mail:letter", code)
