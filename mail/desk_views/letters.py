"""`/desk/settings/letters/`: the words of every kind of mail, for administrators."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core import languages
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


def _language(request: StaffRequest) -> str:
    """That of the letter, `?language=da`; else the reader's own."""
    return languages.known(request.GET.get("language")) or languages.current()


def _address(code: str, language: str) -> str:
    return reverse("mail:letter", args=[code], query={"language": language}, fragment="words")


@staff
@require_GET
def letters(request: StaffRequest) -> HttpResponse:
    _administrators_only(request)
    changed: dict[str, list[Letter]] = {}
    for letter in Letter.objects.select_related("changed_by").order_by("-language"):
        changed.setdefault(letter.kind, []).append(letter)
    audiences: dict[str, list[tuple[Kind, list[Letter]]]] = {}
    for kind in kinds.all_kinds():
        audiences.setdefault(kind.audience, []).append((kind, changed.get(kind.code, [])))
    sections = [(kinds.AUDIENCES[audience], rows) for audience, rows in audiences.items()]
    return render(request, "mail/letters.html", {"audiences": sections})


@staff
@form_view(LetterForm)
def letter(request: StaffRequest, code: str) -> FormPage:
    kind, language = _kind(request, code), _language(request)
    subject, body = rendering.letter(kind, language)

    def act(sent: Sent) -> HttpResponse:
        if "preview" in request.POST:
            preview = rewording.preview(kind, language=language, **sent.data)
            return sent.shown_again(is_preview=True, preview=preview)
        rewording.change(kind, by=request.user, version=sent.version, language=language, **sent.data)
        messages.success(request, _("Saved. Letters that are written from now on say this."))
        return redirect(_address(code, language))

    changed = Letter.objects.select_related("changed_by").filter(kind=code, language=language)
    context = {
        "kind": kind,
        "audience": kinds.AUDIENCES[kind.audience],
        "language": language,
        "names": languages.NAMES,
        "changed": changed.first(),
        "default": rendering.default(kind, language)[1],
        "samples": rewording.samples(kind, language=language),
        "is_preview": False,
        "preview": rewording.preview(kind, subject=subject, body=body, language=language),
        "others": _other_languages(kind, language),
    }
    return FormPage(
        "mail/letter.html",
        act,
        context=context,
        options={"kind": kind, "initial": {"subject": subject, "body": body}},
        version=rewording.version(kind, language=language),
        replaces=True,
    )


def _other_languages(kind: Kind, language: str) -> list[tuple[str, str, rewording.Preview]]:
    """Code, name, and what the letter says there."""
    found = []
    for code, name in languages.NAMES.items():
        if code != language:
            subject, body = rendering.letter(kind, code)
            preview = rewording.preview(kind, subject=subject, body=body, language=code)
            found.append((code, name, preview))
    return found


@staff
@require_GET
def letter_html(request: StaffRequest, code: str) -> HttpResponse:
    kind, language = _kind(request, code), _language(request)
    subject, body = rendering.letter(kind, language)
    return boxed(rewording.preview(kind, subject=subject, body=body, language=language).html)


@staff
@verb("mail:letter", "code")
def back_to_default(request: StaffRequest, code: str) -> HttpResponse:
    kind, language = _kind(request, code), _language(request)
    rewording.back_to_default(kind, by=request.user, version=sent_version(request), language=language)
    messages.success(request, _("It says again what it came with."))
    return redirect(_address(code, language))
