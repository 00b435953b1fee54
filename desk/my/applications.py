"""One application as its applicant sees it, and what they may do about it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications import status
from applications.applying import (
    applicant_session,
    contesting,
    draft_cookie,
    drafts,
    holds,
    navigation,
    steps,
    submitting,
)
from applications.applying.summary import lines_of
from applications.models import Application, Draft
from applications.outcomes import THEIRS
from applications.transitions import deciding
from core.access import applicant
from core.refusals import FormPage, Sent, form_view, verb
from desk.my.standing import standings
from files.responses import attachment
from postings.models import Posting

View = Callable[..., Any]


def signed_in(view: View) -> View:
    """Hands on the address; who is not signed in asks for a link first."""

    @wraps(view)
    def asked(request: HttpRequest, **kwargs: Any) -> Any:
        address = applicant_session.address_of(request)
        if address is None:
            return redirect("desk:my")
        return view(request, address=address, **kwargs)

    return asked


def _mine(address: str, code: str) -> Application:
    theirs = Application.objects.of_address(address).with_decision()
    return get_object_or_404(theirs.select_related("posting", "stage", "cv", "candidate"), code=code)


def _at(code: str, part: str) -> HttpResponse:
    return redirect(reverse("desk:my_application", args=[code], fragment=part))


def _waiting(application: Application) -> Draft | None:
    return application.drafts.filter(is_waiting=True).order_by("-pk").first()


def may_apply_again(application: Application) -> bool:
    """Withdrawn or contested, and nothing stands in the way of another application until the deadline."""
    if application.outcome not in THEIRS:
        return False
    others = application.candidate.applications.standing()
    return _is_open(application) and not others.filter(posting=application.posting_id).exists()


def _is_open(application: Application) -> bool:
    return Posting.objects.open().filter(pk=application.posting_id).exists()


@applicant
@require_safe
@signed_in
def application(request: HttpRequest, *, address: str, code: str) -> HttpResponse:
    mine = _mine(address, code)
    [standing] = standings([mine])
    context = {
        "application": mine,
        "posting": mine.posting,
        "words": standing.words,
        "is_over": standing.is_over,
        "rows": standing.rows,
        "lines": lines_of(mine),
        "from_whom": mine.from_whom,
        "waiting": None if standing.is_over else _waiting(mine),
        "interviews": standing.interviews,
        "may_apply_again": may_apply_again(mine),
        "may_send_another": mine.cv.holds_malware and not standing.is_over and _is_open(mine),
        "contest_href": "" if not contesting.is_possible(mine) else contesting.path_for(mine),
    }
    return render(request, "desk/my/application.html", context)


@applicant
@require_safe
@signed_in
def cv(request: HttpRequest, *, address: str, code: str) -> FileResponse:
    return attachment(_mine(address, code).cv)


@applicant
@form_view(Form)
@signed_in
def withdrawal(request: HttpRequest, *, address: str, code: str) -> FormPage:
    mine = _mine(address, code)

    def act(sent: Sent) -> HttpResponse:
        deciding.withdraw(mine, by="applicant")
        said = _("You have withdrawn your application for {posting}.").format(posting=mine.posting.title)
        messages.success(request, said)
        return _at(code, "standing")

    context = {"application": mine, "posting": mine.posting, "is_over": status.is_over(mine)}
    return FormPage("desk/my/withdrawal.html", act, context=context)


@applicant
@verb("desk:my_application", "code")
@signed_in
def replacement(request: HttpRequest, *, address: str, code: str) -> HttpResponse:
    submitting.replace(_mine(address, code))
    messages.success(request, _("We now read the newer text. A new receipt is on its way."))
    return _at(code, "text")


@applicant
@verb("desk:my_application", "code")
@signed_in
def keeping(request: HttpRequest, *, address: str, code: str) -> HttpResponse:
    submitting.keep(_mine(address, code))
    messages.success(request, _("We go on with the text that you sent first."))
    return _at(code, "text")


def _draft(address: str, pk: int) -> Draft:
    theirs = Draft.objects.unsent().of_address(address)
    return get_object_or_404(theirs.select_related("posting", "cv"), pk=pk)


@applicant
@verb("desk:my")
@signed_in
def open_draft(request: HttpRequest, *, address: str, pk: int) -> HttpResponse:
    """From now on this browser holds it, and no other."""
    draft = _draft(address, pk)
    if not holds.take_over(Draft.objects.filter(pk=pk, email_key=draft.email_key)):
        raise Http404
    draft.refresh_from_db(fields=["epoch"])
    step = steps.next_of(draft, steps.questions_of(draft.posting))
    return draft_cookie.remember(redirect(navigation.url(step, draft.posting.slug)), request, draft)


@applicant
@verb("desk:my")
@signed_in
def delete_draft(request: HttpRequest, *, address: str, pk: int) -> HttpResponse:
    draft = _draft(address, pk)
    drafts.delete(draft)
    messages.success(request, _("Your draft for {posting} is deleted.").format(posting=draft.posting.title))
    return redirect(reverse("desk:my", fragment="yours"))
