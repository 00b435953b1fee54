"""One application with everything around it: CV beside answers, notes, interviews, letters, history."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.models import User
from applications.models import Application
from applications.outcomes import TERMS, Outcome, possible
from applications.permissions import can_decide, can_write, works_on
from core import paging
from core.access import StaffRequest, staff
from desk import history
from files.reading import is_put_off
from mail.models import OutgoingMail
from mail.permissions import can_steer
from postings.models import Question
from screening import reading
from screening.desk_views.fetch import application_of, filter_of
from screening.filters import Filter
from screening.forms import NoteForm
from screening.look_alikes import look_alikes
from screening.others import others

WRITTEN = {Question.Kind.SHORT_TEXT, Question.Kind.LONG_TEXT}


@staff
@require_GET
def application(request: StaffRequest, code: str) -> HttpResponse:
    one = application_of(request, code)
    reading.opened(one, by=request.user, what="application.read")
    interviews = list(one.interviews.select_related("created_by").prefetch_related("seats__person"))
    page = {
        "application": one,
        **_answers(one),
        "criteria": one.posting.criteria.all(),
        "notes": one.notes.select_related("author"),
        "note_form": NoteForm(),
        "history": history.of(one, user=request.user, interviews=interviews),
        **_rights(one, request.user),
        **_cv(one),
        **_decision(one, request.user),
        "interviews": interviews,
        **_beside(one, filter_of(request)),
        **_others(one, request.user),
    }
    return render(request, "desk/application.html", page)


@staff
@require_GET
def cv(request: StaffRequest, code: str) -> HttpResponse:
    """The CV's part of the page alone: asked for again while the file is still being read."""
    one = application_of(request, code)
    reading.went_on(one, by=request.user)
    shown = {"application": one, "works_on": works_on(request.user, one.posting), **_cv(one)}
    return render(request, "desk/includes/cv.html", shown)


def _rights(one: Application, user: User) -> dict[str, Any]:
    works = works_on(user, one.posting)
    stages = list(one.posting.stages.exclude(pk=one.stage_id)) if works and one.is_live else []
    return {
        "stages": stages,
        "next_stage": next((stage for stage in stages if stage.position > one.stage.position), None),
        "works_on": works,
        "may_decide": can_decide(user),
        "may_propose": works and not can_decide(user),
        "may_schedule": works and one.is_live,
        "may_write": can_write(user) and one.outcome != Outcome.CONTESTED,
    }


def _answers(one: Application) -> dict[str, Any]:
    """A word or a number stands among the facts; what was written stands below them."""
    rows = list(one.answers.all())
    long = [row for row in rows if row.kind in WRITTEN]
    return {"short": [row for row in rows if row not in long], "long": long}


def _cv(one: Application) -> dict[str, Any]:
    pages = list(one.cv.pages.all())
    return {"cv": one.cv, "pages": pages, "is_put_off": not pages and is_put_off(one.cv)}


def _decision(one: Application, user: User) -> dict[str, Any]:
    """What was decided or proposed, and what becomes of the letter."""
    decision = one.decision
    if decision is None:
        proposal = one.proposals.filter(settled_at=None).select_related("by", "reason").first()
        shown = {Outcome.REJECTED} if proposal else set()  # beside the proposal, and no second time
        return {"proposal": proposal, **_offered(one, user, but=shown)}
    letter = decision.letter
    if letter and not OutgoingMail.objects.visible_to(user).filter(pk=letter.pk).exists():
        letter = None
    may_decide = decision.is_ours and can_decide(user)
    return {
        "decision": decision,
        **_offered(one, user),
        "letter": letter,
        "letter_state": history.state_of(letter) if letter else "",
        "may_put_back": decision.kind == Outcome.CONTESTED and can_decide(user),
        "may_undo": may_decide and decision.can_be_undone,
        "may_tell": may_decide and decision.can_be_told,
        "may_write_again": may_decide and decision.can_be_written_again,
        "may_steer": bool(letter and letter.is_waiting and can_steer(user)),
    }


def _offered(one: Application, user: User, *, but: Collection[Outcome] = ()) -> dict[str, Any]:
    """What this person can decide now, each with its verb. Rejecting, the most frequent, has a button of its
    own, and so has one that is alone; the others share a menu."""
    if not can_decide(user):
        return {}
    pages = {kind: TERMS[kind].page for kind in possible(one.outcome) if kind not in but}
    verbs = [(kind, page.verb) for kind, page in pages.items() if page]
    own = [row for row in verbs if row[0] == Outcome.REJECTED or len(verbs) == 1]
    return {"own_buttons": own, "in_menu": [row for row in verbs if row not in own]}


def _beside(one: Application, asked: Filter) -> dict[str, Any]:
    """The neighbours in the list that it was opened from; without one, in its own posting."""
    query = asked.query()
    rows = asked.rows() if query else asked.rows().filter(posting=one.posting)
    place = paging.place(one, rows=rows.only("code", "name"), order=asked.order)
    return {"place": place, "query": query, "list_href": reverse("screening:list") + f"?{query}"}


def _others(one: Application, user: User) -> dict[str, Any]:
    theirs, alike = others(one, user=user), look_alikes(one, user=user)
    return {"others": theirs, "look_alikes": alike, "has_others": bool(theirs.rows or alike)}
