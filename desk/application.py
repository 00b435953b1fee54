"""One application with everything around it: CV beside answers, notes, interviews, letters, history."""

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import parse_qsl

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
from desk import ahead, history
from files.reading import is_put_off
from mail.models import OutgoingMail
from mail.permissions import can_steer
from postings.models import Question
from screening import hits, reading, searching
from screening.desk_views.fetch import application_of, filter_of
from screening.filters import Filter
from screening.forms import NoteForm
from screening.look_alikes import look_alikes
from screening.models import Proposal
from screening.others import others

LONGEST = 200  # characters that are looked for in a CV
WRITTEN = {Question.Kind.SHORT_TEXT, Question.Kind.LONG_TEXT}


@staff
@require_GET
def application(request: StaffRequest, code: str) -> HttpResponse:
    one = application_of(request, code)
    if is_ahead := ahead.is_ahead(request):
        reading.sent_ahead(one, by=request.user)
    else:
        reading.opened(one, by=request.user, what="application.read")
    interviews = list(one.interviews.select_related("created_by").prefetch_related("seats__person"))
    proposals = list(one.proposals.select_related("by", "reason"))
    letters = history.letters(one, user=request.user)
    asked = filter_of(request)
    beside = _beside(one, asked)
    page = {
        "application": one,
        **_answers(one),
        "criteria": one.posting.criteria.all(),
        "notes": one.notes.select_related("author"),
        "note_form": NoteForm(),
        "history": history.of(one, interviews=interviews, proposals=proposals, letters=letters),
        **_rights(one, request.user),
        **_cv(one, request, asked),
        **_decision(one, request.user, proposals),
        "interviews": interviews,
        "letters": letters,
        "is_ahead": is_ahead,
        **beside,
        **_others(one, request.user),
    }
    response = render(request, "desk/application.html", page)
    if is_ahead:
        ahead.keep_messages(request)
    return ahead.with_next(response, beside["place"].next)


@staff
@require_GET
def cv(request: StaffRequest, code: str) -> HttpResponse:
    """The CV's part of the page alone: asked for again while the file is still being read."""
    one = application_of(request, code)
    reading.went_on(one, by=request.user)
    asked = filter_of(request)
    shown = {
        "application": one,
        "works_on": works_on(request.user, one.posting),
        "query": asked.query(),
        **_cv(one, request, asked),
    }
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


def _cv(one: Application, request: StaffRequest, asked: Filter) -> dict[str, Any]:
    """`find`: what is looked for in its text; until they look themselves, what the list was searched for."""
    pages = list(one.cv.pages.all())
    find = request.GET.get("find", asked.cleaned_data["q"])[:LONGEST]
    words = searching.read(find).words[: searching.MOST]
    marked = hits.in_cv(one, words=words)
    return {
        "cv": one.cv,
        "pages": pages,
        "is_put_off": not pages and is_put_off(one.cv),
        "find": find,
        "marked": marked,
        "is_looked_for": bool(words),
        "is_text_open": bool(marked.count or (words and "find" in request.GET)),
        "kept": parse_qsl(asked.query()),
    }


def _decision(one: Application, user: User, proposals: Sequence[Proposal]) -> dict[str, Any]:
    """What was decided or proposed, and what becomes of the letter."""
    decision = one.decision
    if decision is None:
        proposal = next((each for each in proposals if each.settled_at is None), None)
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
