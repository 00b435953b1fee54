"""What staff do with one application. Each view translates and calls; `transitions` decides."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from applications import transitions
from applications.models import Application
from applications.permissions import can_move, can_note, can_propose, can_reject
from core.access import StaffRequest, staff
from core.errors import DomainError
from core.typed import typed_in
from screening import notes, proposals
from screening.desk_views.fetch import application_of, back, page_of, refused
from screening.forms import MoveForm, NoteForm, ReasonForm, RejectForm, TellForm, VersionForm


def _rejects(user: User, application: Application) -> bool:
    return can_reject(user)


@staff
@require_POST
@typed_in(MoveForm)
def move(request: StaffRequest, code: str) -> HttpResponse:
    application = application_of(request, code, right=can_move)
    form = MoveForm(request.POST, application=application)
    if not form.is_valid():
        raise Http404
    to = form.cleaned_data["to"]
    try:
        transitions.move(application, to=to, by=request.user, version=form.cleaned_data["version"])
    except DomainError as refusal:
        return refused(request, application, refusal)
    if request.headers.get("X-Requested-With") != "fetch":
        messages.success(request, f"{application.name} is in {to.name} now.")
    return back(request, application)


@staff
@require_http_methods(["GET", "POST"])
@typed_in(RejectForm)
def reject(request: StaffRequest, code: str) -> HttpResponse:
    application = application_of(request, code, right=_rejects)
    form: Form = RejectForm(request.POST or None, initial=_proposed(application))
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                transitions.reject(application, by=request.user, **form.cleaned_data)
                return back(request, application)
        except DomainError as refusal:
            form, status = _again(RejectForm, request, application, refusal), refusal.status
    page = {"application": application, "form": form, "href": page_of(request, application)}
    return render(request, "screening/reject.html", page, status=status)


def _proposed(application: Application) -> dict[str, object]:
    """A proposal that waits fills the form; a person still decides."""
    proposal = application.proposals.filter(settled_at=None).first()
    given = {"reason": proposal.reason_id, "comment": proposal.comment} if proposal else {}
    return {"version": application.version, **given}


def _again(kind: type[Form], request: StaffRequest, application: Application, refusal: DomainError) -> Form:
    """The form as it was typed, against the application as it is now: sending it once more is a decision."""
    application.refresh_from_db()
    form = kind({**request.POST.dict(), "version": application.version})
    form.is_valid()
    form.add_error(None, refusal.sentence)
    return form


@staff
@require_POST
def undo_rejection(request: StaffRequest, code: str) -> HttpResponse:
    application = application_of(request, code, right=_rejects)
    try:
        transitions.undo_rejection(application, by=request.user)
    except DomainError as refusal:
        return refused(request, application, refusal)
    messages.success(request, f"The rejection of {application.name} is undone; no letter goes.")
    return back(request, application)


@staff
@require_POST
@typed_in(VersionForm)
def write_letter_again(request: StaffRequest, code: str) -> HttpResponse:
    application = application_of(request, code, right=_rejects)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        transitions.write_letter_again(application, by=request.user, **form.cleaned_data)
    except DomainError as refusal:
        return refused(request, application, refusal)
    messages.success(request, "The letter is written again.")
    return back(request, application)


@staff
@require_http_methods(["GET", "POST"])
@typed_in(TellForm)
def tell(request: StaffRequest, code: str) -> HttpResponse:
    """Record that they were told of the rejection in another way than by its letter."""
    application = application_of(request, code, right=_rejects)
    form: Form = TellForm(request.POST or None, initial={"version": application.version})
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                transitions.tell_another_way(application, by=request.user, **form.cleaned_data)
                return back(request, application)
        except DomainError as refusal:
            form, status = _again(TellForm, request, application, refusal), refusal.status
    page = {"application": application, "form": form, "href": page_of(request, application)}
    return render(request, "screening/tell.html", page, status=status)


@staff
@require_http_methods(["GET", "POST"])
@typed_in(ReasonForm)
def propose(request: StaffRequest, code: str) -> HttpResponse:
    application = application_of(request, code, right=can_propose)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            proposals.propose(application, by=request.user, **form.cleaned_data)
            messages.success(request, "Proposed. A recruiter decides; nobody is told before.")
            return back(request, application)
        except DomainError as refusal:
            form.add_error(None, refusal.sentence)
            status = refusal.status
    page = {"application": application, "form": form, "href": page_of(request, application)}
    return render(request, "screening/propose.html", page, status=status)


@staff
@require_POST
def decline_proposal(request: StaffRequest, code: str, number: int) -> HttpResponse:
    application = application_of(request, code, right=_rejects)
    proposal = get_object_or_404(application.proposals, pk=number)
    proposals.decline(proposal, by=request.user)
    messages.success(request, "The proposal is declined; the application goes on.")
    return back(request, application)


@staff
@require_http_methods(["GET", "POST"])
@typed_in(NoteForm)
def note(request: StaffRequest, code: str) -> HttpResponse:
    application = application_of(request, code, right=can_note)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        notes.note(application, body=form.cleaned_data["body"], by=request.user)
        return back(request, application, anchor="#notes")
    page = {"application": application, "form": form, "href": page_of(request, application)}
    return render(request, "screening/note.html", page)
