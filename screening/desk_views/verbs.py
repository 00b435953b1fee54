"""What staff do with one application. Each view translates and calls; `transitions/` decides."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from applications import consequences
from applications.models import Application, Decision
from applications.outcomes import TERMS, Outcome, Page, Terms
from applications.permissions import can_decide, can_move, can_note, can_propose
from applications.transitions import deciding, moving, telling
from core import flash
from core.access import StaffRequest, staff
from core.errors import Invalid
from core.refusals import FormPage, Sent, form_view, verb
from core.versions import sent_version
from screening import notes, proposals, writing
from screening.desk_views.fetch import application_of, back, onwards, page_of
from screening.forms import CommentForm, MoveForm, NoteForm, ReasonForm, TellForm


def _decides(user: User, application: Application) -> bool:
    return can_decide(user)


def _beside(request: StaffRequest, application: Application) -> dict[str, Any]:
    """What every form about an application shows."""
    return {"application": application, "href": page_of(request, application)}


@staff
@verb("desk:application", "code")
def move(request: StaffRequest, code: str) -> HttpResponse:
    application = application_of(request, code, right=can_move)
    form = MoveForm(request.POST, application=application)
    if not request.POST.get("to"):
        raise Invalid(_("Choose the stage that it moves to."))
    if not form.is_valid():
        raise Http404
    to = form.cleaned_data["to"]
    moved = moving.move(application, to=to, by=request.user, version=sent_version(request))
    if request.headers.get("X-Requested-With") != "fetch":
        said = _("{name} is in {stage} now.").format(name=application.name, stage=to.name)
        flash.done(request, said, undo=_with_query(request, "screening:undo_move", moved.code, moved.version))
    return back(request, application, changed="where")


@staff
@verb("desk:application", "code")
def undo_move(request: StaffRequest, code: str, version: int) -> HttpResponse:
    """`version`: the application's after the move, so that it names one move."""
    application = application_of(request, code, right=can_move)
    row = moving.undo(application, by=request.user, version=version)
    said = _("{name} is back in {stage}.").format(name=row.name, stage=row.stage.name)
    messages.success(request, said)
    return back(request, application, changed="where")


def _with_query(request: StaffRequest, route: str, *args: Any) -> str:
    """With the list that the application was opened from still beside it."""
    query = request.GET.urlencode()
    return reverse(route, args=args) + (f"?{query}" if query else "")


def _form_of(*, code: str, kind: Outcome) -> type[CommentForm]:
    return ReasonForm if TERMS[kind].takes_reason else CommentForm


@staff
@form_view(_form_of)
def decide(request: StaffRequest, code: str, kind: Outcome) -> FormPage:
    application = application_of(request, code, right=_decides)
    terms, holds = TERMS[kind], telling.is_born_held(kind, posting=application.posting)
    page = cast(Page, terms.page)
    subject, text = telling.letter_to_come(application, kind=kind)

    def act(sent: Sent) -> HttpResponse:
        row = deciding.decide(application, kind=kind, by=request.user, version=sent.version, **sent.data)
        done = str(page.done).format(name=application.name)
        decision = cast(Decision, row.decision)
        undo = _with_query(request, "screening:undo", row.code, decision.pk)
        flash.done(request, f"{done} {_letter_in_words(terms, holds=holds)}", undo=undo)
        return onwards(request, application)

    context = {
        **_beside(request, application),
        "title": str(page.title).format(name=application.name),
        "button": page.holds if holds else page.sends,
        "letter_in_words": _letter_in_words(terms, holds=holds),
        "also": [one.said for one in consequences.of(application)],
        "subject": subject,
        "text": text,
    }
    initial = _proposed(application) if terms.takes_reason else {}
    return FormPage(
        "screening/decide.html",
        act,
        context=context,
        options={"initial": initial},
        version=application.version,
    )


def _letter_in_words(terms: Terms, *, holds: bool) -> str:
    return writing.leaves_in_words(None if holds else terms.waits)


def _proposed(application: Application) -> dict[str, object]:
    """A proposal that waits fills the form; a person still decides."""
    proposal = application.proposals.filter(settled_at=None).first()
    return {"reason": proposal.reason_id, "comment": proposal.comment} if proposal else {}


@staff
@verb("desk:application", "code")
def undo(request: StaffRequest, code: str, number: int) -> HttpResponse:
    application = application_of(request, code, right=_decides)
    decision = get_object_or_404(application.decisions, pk=number)
    deciding.undo(decision, by=request.user)
    undone = _("That is undone for {name}; no letter goes.")
    messages.success(request, undone.format(name=application.name))
    return back(request, application, changed="where")


@staff
@verb("desk:application", "code")
def write_letter_again(request: StaffRequest, code: str) -> HttpResponse:
    application = application_of(request, code, right=_decides)
    telling.write_letter_again(application, by=request.user, version=sent_version(request))
    messages.success(request, _("The letter is written again."))
    return back(request, application, changed="decision")


@staff
@form_view(TellForm)
def tell(request: StaffRequest, code: str) -> FormPage:
    """Record that they were told of the rejection in another way than by its letter."""
    application = application_of(request, code, right=_decides)

    def act(sent: Sent) -> HttpResponse:
        telling.tell_another_way(application, by=request.user, version=sent.version, **sent.data)
        return back(request, application, changed="decision")

    return FormPage(
        "screening/tell.html", act, context=_beside(request, application), version=application.version
    )


@staff
@form_view(ReasonForm)
def propose(request: StaffRequest, code: str) -> FormPage:
    application = application_of(request, code, right=can_propose)

    def act(sent: Sent) -> HttpResponse:
        proposals.propose(application, by=request.user, **sent.data)
        messages.success(request, _("Proposed. A recruiter decides; nobody is told before."))
        return back(request, application, changed="decision")

    return FormPage("screening/propose.html", act, context=_beside(request, application))


@staff
@verb("desk:application", "code")
def decline_proposal(request: StaffRequest, code: str, number: int) -> HttpResponse:
    application = application_of(request, code, right=_decides)
    proposal = get_object_or_404(application.proposals, pk=number)
    proposals.decline(proposal, by=request.user)
    messages.success(request, _("The proposal is declined; the application goes on."))
    return back(request, application, changed="where")


@staff
@form_view(NoteForm)
def note(request: StaffRequest, code: str) -> FormPage:
    application = application_of(request, code, right=can_note)

    def act(sent: Sent) -> HttpResponse:
        notes.note(application, by=request.user, **sent.data)
        return back(request, application, changed="notes")

    return FormPage("screening/note.html", act, context=_beside(request, application))
