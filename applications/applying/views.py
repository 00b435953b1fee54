"""The steps of an application, for one browser: details, background, CV, check and send, receipt."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from applications.applying import draft_cookie, drafts, navigation, step_pages, steps, submitting
from applications.applying.forms import StepForm, form_of, initial_of
from applications.applying.summary import summary_of
from applications.models import Application, Draft
from core import rate_limits
from core.access import applicant
from core.errors import DomainError, TooMany
from core.refusals import SEND_AGAIN, takes
from core.versions import Unversioned, sent_version
from files.forms import refuse
from files.verdicts import Refused
from postings.models import Posting, Question

FORM = ["GET", "HEAD", "POST"]
UPLOADS_A_DRAFT = 10
SUBMITS = 5
TOO_MANY_FILES = "You have sent many files in the last hour. Wait an hour, then choose your CV again."
TOO_MANY_SENT = "You have sent several applications in the last hour. Your text is saved: send it in an hour."


@dataclass(frozen=True)
class Visit:
    """Whom a step page is for: this browser, at this posting."""

    request: HttpRequest
    posting: Posting
    draft: Draft | None
    questions: list[Question]
    now: datetime  # by the database's clock

    @property
    def is_open(self) -> bool:
        return self.posting.is_open(self.now)

    @property
    def known(self) -> dict[str, Any]:
        return {"posting": self.posting, "draft": self.draft, "questions": self.questions}

    def form(self, step: str, **kwargs: Any) -> StepForm:
        return form_of(step, **self.known, **kwargs)

    def page(self, form: StepForm, **kwargs: Any) -> HttpResponse:
        return step_pages.step_page(self.request, form, **self.known, **kwargs)

    def closed(self, *, typed: StepForm | None = None) -> HttpResponse:
        closed = submitting.Closed(self.posting, now=self.now)
        return step_pages.closed_page(
            self.request, closed, draft=self.draft, questions=self.questions, typed=typed
        )


def visit_of(request: HttpRequest, slug: str) -> Visit:
    posting = draft_cookie.posting_for(request, slug)
    draft, questions = draft_cookie.draft_of(request, posting), steps.questions_of(posting)
    return Visit(request, posting, draft, questions, now=posting.clock)


def _step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    visit = visit_of(request, slug)
    return _save(visit, step) if request.method == "POST" else _show(visit, step)


def _show(visit: Visit, step: str) -> HttpResponse:
    if not visit.is_open:
        return visit.closed()
    if visit.draft is None and step != Draft.Step.DETAILS:
        return redirect(navigation.url(Draft.Step.DETAILS, visit.posting.slug))
    known = visit.draft or draft_cookie.last_of(visit.request)
    return visit.page(visit.form(step, initial=initial_of(step, known)), sent=_sent(visit))


def _sent(visit: Visit) -> Draft | None:
    return None if visit.draft else draft_cookie.sent_of(visit.request, visit.posting)


def _bound(visit: Visit, step: str) -> StepForm:
    request = visit.request
    return visit.form(step, data=request.POST, files=request.FILES, leaving="leave" in request.POST)


def _save(visit: Visit, step: str) -> HttpResponse:
    form = _bound(visit, step)
    if not visit.is_open:
        return visit.closed(typed=form)
    try:
        _count_upload(visit, form)
        if form.is_valid():
            return _saved(visit, form)
    except TooMany as error:
        form.errors.pop("cv", None)  # whatever is wrong with this file: the next one will wait too
        form.add_error("cv", error.sentence)
        return step_pages.too_many(visit.page(form))
    except drafts.Stale as stale:
        return _beside_the_other(replace(visit, draft=stale.draft), step, refusal=stale)
    except Refused as refused:
        refuse(form, "cv", refused)
    except submitting.Closed as closed:
        return step_pages.closed_page(
            visit.request, closed, draft=visit.draft, questions=visit.questions, typed=form
        )
    return visit.page(form, status=400)


def _beside_the_other(visit: Visit, step: str, *, refusal: drafts.Stale) -> HttpResponse:
    """Nothing was saved: what this browser sent stays in the fields, what the other one saved stands above.

    The form is made from that now, so that sending it again is a decision."""
    form = _bound(visit, step)
    saved = summary_of(step, **visit.known)
    return visit.page(
        form,
        status=refusal.status,
        version=str(steps.version_of(step, visit.draft)),
        notice=refusal.sentence,
        other=[replace(saved, title=f"{saved.title}, as it is saved now")],
    )


def _count_upload(visit: Visit, form: StepForm) -> None:
    if not settings.UPLOADS_PER_HOUR or "cv" not in form.fields or "cv" not in visit.request.FILES:
        return
    if visit.draft:
        rate_limits.hit("uploads", str(visit.draft.pk), limit=UPLOADS_A_DRAFT, sentence=TOO_MANY_FILES)
    address = rate_limits.address_of(visit.request)
    rate_limits.hit("uploads-from", address, limit=settings.UPLOADS_PER_HOUR, sentence=TOO_MANY_FILES)


def _saved(visit: Visit, form: StepForm) -> HttpResponse:
    request, slug = visit.request, visit.posting.slug
    leaving = "leave" in request.POST
    earlier = None if visit.draft else draft_cookie.last_of(request)
    draft = _write(visit, form, version=_version_of(request), earlier=earlier, leaving=leaving)
    if leaving and draft.email:
        drafts.send_link_within_limit(draft)
        return draft_cookie.remember(redirect("applications:apply_left", slug), request, draft)
    return draft_cookie.remember(
        redirect(navigation.url(steps.next_of(draft, visit.questions), slug)), request, draft
    )


def _version_of(request: HttpRequest) -> int | None:
    """None where the page does not say; one that no page of ours says is the version of nothing."""
    try:
        return sent_version(request)
    except Unversioned:
        return -1 if request.POST.get("version") else None


def _write(visit: Visit, form: StepForm, **how: Any) -> Draft:
    slug, values = visit.posting.slug, form.cleaned_data
    if form.step == Draft.Step.CV:
        return drafts.save_cv(visit.draft, slug=slug, upload=values["cv"], **how)
    return drafts.save(
        visit.draft, slug=slug, step=form.step, values=values, questions=visit.questions, **how
    )


def _again(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """A refused form token: the form as it was filled in, to be sent once more."""
    visit = visit_of(request, slug)
    form = _bound(visit, step)
    return visit.page(form, notice=str(SEND_AGAIN)) if visit.is_open else visit.closed(typed=form)


@applicant
@takes(None, given_back=lambda request, slug: _again(request, slug, Draft.Step.DETAILS))
@require_http_methods(FORM)
def details(request: HttpRequest, slug: str) -> HttpResponse:
    return _step(request, slug, Draft.Step.DETAILS)


@applicant
@takes(None, given_back=lambda request, slug: _again(request, slug, Draft.Step.BACKGROUND))
@require_http_methods(FORM)
def background(request: HttpRequest, slug: str) -> HttpResponse:
    return _step(request, slug, Draft.Step.BACKGROUND)


@applicant
@takes(None, given_back=lambda request, slug: _again(request, slug, Draft.Step.CV))
@require_http_methods(FORM)
def cv(request: HttpRequest, slug: str) -> HttpResponse:
    return _step(request, slug, Draft.Step.CV)


@applicant
@takes(None, given_back=lambda request, slug: show_review(request, slug, notice=str(SEND_AGAIN)))
@require_http_methods(FORM)
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """The POST reads nothing before the submit's transaction has begun: that instant decides."""
    return _send(request, slug) if request.method == "POST" else show_review(request, slug)


def _send(request: HttpRequest, slug: str) -> HttpResponse:
    wanted = request.POST.get("draft", "")
    mine = [pk for pk in draft_cookie.remembered(request) if str(pk) == wanted]
    if not mine:
        draft_cookie.posting_for(request, slug)
        return redirect("applications:apply_review", slug)
    try:
        draft = _submit(request, mine[0], slug=slug)
    except submitting.Closed:
        return visit_of(request, slug).closed()
    except submitting.Incomplete as missing:
        return redirect(navigation.url(missing.step, slug))
    except TooMany as error:
        return step_pages.too_many(show_review(request, slug, notice=error.sentence))
    except DomainError as error:
        return show_review(request, slug, notice=error.sentence, status=error.status)
    code = cast(Application, draft.application).code
    return draft_cookie.remember(redirect("applications:apply_receipt", slug, code), request, draft)


@transaction.atomic
def _submit(request: HttpRequest, draft_id: int, *, slug: str) -> Draft:
    """Undone when it is one too many in this hour; pressing twice counts once."""
    received = submitting.submit(draft_id, slug=slug)
    if received.is_news:
        who = (rate_limits.address_of(request), received.draft.email_key)
        rate_limits.hit("submits", *who, limit=SUBMITS, sentence=TOO_MANY_SENT)
    return received.draft


def show_review(request: HttpRequest, slug: str, *, notice: str = "", status: int = 200) -> HttpResponse:
    visit = visit_of(request, slug)
    sent = _sent(visit)
    if sent and sent.application:
        return redirect("applications:apply_receipt", slug, sent.application.code)
    if not visit.is_open:
        return visit.closed()
    if visit.draft is None:
        return redirect(navigation.url(Draft.Step.DETAILS, slug))
    open_step = steps.next_of(visit.draft, visit.questions)
    if open_step != Draft.Step.REVIEW:
        return redirect(navigation.url(open_step, slug))
    return step_pages.review_page(request, **visit.known, notice=notice, status=status)
