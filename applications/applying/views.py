"""The steps of an application, for one browser: details, background, CV, check and send, receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from applications.applying import asked_links, draft_cookie, drafts, navigation, step_pages, steps, submitting
from applications.applying.forms import BackgroundForm, CvForm, DetailsForm, StepForm, form_of, initial_of
from applications.applying.holds import Hold
from applications.models import Application, Draft
from core import rate_limits
from core.access import applicant
from core.errors import DomainError, Invalid
from core.refusals import SEND_AGAIN, FormPage, Sent, form_view, takes, with_retry
from files.verdicts import Refused
from mail.addresses import canonical
from postings.models import Posting, Question

UPLOADS_A_DRAFT = 10
SUBMITS = 5
TOO_MANY_FILES = gettext_lazy(
    "You have sent many files in the last hour. Wait an hour, then choose your CV again."
)
TOO_MANY_PEOPLE = gettext_lazy(
    "Many people have begun to apply from your network in the last hour. Wait an hour, then go on."
)
TOO_MANY_SENT = gettext_lazy(
    "You have sent several applications in the last hour. Your text is saved: send it in an hour."
)


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

    def closed(self, *, typed: StepForm | None = None) -> HttpResponse:
        closed = submitting.Closed(self.posting, now=self.now)
        return step_pages.closed_page(
            self.request, closed, draft=self.draft, questions=self.questions, typed=typed
        )


def visit_of(request: HttpRequest, slug: str) -> Visit:
    posting = draft_cookie.posting_for(request, slug)
    draft, questions = draft_cookie.draft_of(request, posting), steps.questions_of(posting)
    return Visit(request, posting, draft, questions, now=posting.clock)


def _step(request: HttpRequest, slug: str, step: str) -> FormPage | HttpResponse:
    visit = visit_of(request, slug)
    is_sent = request.method == "POST"
    options = {**visit.known, "leaving": "leave" in request.POST}
    if not visit.is_open:
        typed = form_of(step, data=request.POST, files=request.FILES, **options) if is_sent else None
        return visit.closed(typed=typed)
    if visit.draft is None and step != Draft.Step.DETAILS and not is_sent:
        return redirect(navigation.url(Draft.Step.DETAILS, slug))
    initial = initial_of(step, visit.draft or draft_cookie.last_of(request))
    return FormPage(
        f"applications/applying/{step}.html",
        lambda sent: _saved(visit, sent),
        context={
            **step_pages.context(step, **visit.known),
            "sent": _sent(visit),
            "is_elsewhere": visit.draft is None and draft_cookie.is_elsewhere(request, visit.posting),
        },
        options={**options, "initial": initial},
        version=steps.version_of(step, visit.draft) if _says_its_version(request) else None,
        replaces=True,
        first=(lambda: _count_upload(visit)) if step == Draft.Step.CV else None,
    )


def _says_its_version(request: HttpRequest) -> bool:
    """A form that was sent without one is taken: its page may be of an earlier release."""
    return request.method != "POST" or bool(request.POST.get("version"))


def _sent(visit: Visit) -> Draft | None:
    return None if visit.draft else draft_cookie.sent_of(visit.request, visit.posting)


def _count_upload(visit: Visit) -> None:
    if not settings.UPLOADS_PER_HOUR or "cv" not in visit.request.FILES:
        return
    said = {"sentence": str(TOO_MANY_FILES), "field": "cv"}
    if visit.draft:
        rate_limits.hit("uploads", str(visit.draft.pk), limit=UPLOADS_A_DRAFT, **said)
    place = rate_limits.network_of(visit.request)
    rate_limits.hit("uploads-from", place, limit=settings.UPLOADS_PER_HOUR, **said)


def _count_person(visit: Visit, values: Mapping[str, str]) -> None:
    """Whoever types addresses has mails sent to them: a reminder at the least."""
    before = visit.draft.email_key if visit.draft else ""
    if not settings.UPLOADS_PER_HOUR or canonical(values["email"]) == before:
        return
    said = {"sentence": str(TOO_MANY_PEOPLE), "field": "email"}
    place = rate_limits.network_of(visit.request)
    rate_limits.hit("people-from", place, limit=settings.UPLOADS_PER_HOUR, **said)


def _saved(visit: Visit, sent: Sent) -> HttpResponse:
    request, slug = visit.request, visit.posting.slug
    leaving = "leave" in request.POST
    earlier = None if visit.draft else draft_cookie.last_of(request)
    draft = _write(visit, sent, earlier=earlier, leaving=leaving)
    if leaving and draft.email:
        return draft_cookie.remember(asked_links.send_draft_link(request, draft), request, draft)
    return draft_cookie.remember(
        redirect(navigation.url(steps.next_of(draft, visit.questions), slug)), request, draft
    )


def _write(visit: Visit, sent: Sent, **how: Any) -> Draft:
    slug, step, values = visit.posting.slug, sent.form.step, sent.data
    if step == Draft.Step.DETAILS:
        _count_person(visit, values)
    how["version"] = sent.version if _says_its_version(visit.request) else None
    if step != Draft.Step.CV:
        return drafts.save(visit.draft, slug=slug, step=step, values=values, questions=visit.questions, **how)
    try:
        return drafts.save_cv(visit.draft, slug=slug, upload=values["cv"], **how)
    except Refused as refused:
        raise Invalid(refused.sentence, field="cv") from refused


@applicant
@form_view(DetailsForm)
def details(request: HttpRequest, slug: str) -> FormPage | HttpResponse:
    return _step(request, slug, Draft.Step.DETAILS)


@applicant
@form_view(BackgroundForm)
def background(request: HttpRequest, slug: str) -> FormPage | HttpResponse:
    return _step(request, slug, Draft.Step.BACKGROUND)


@applicant
@form_view(CvForm)
def cv(request: HttpRequest, slug: str) -> FormPage | HttpResponse:
    return _step(request, slug, Draft.Step.CV)


@applicant
@takes(None, given_back=lambda request, slug: show_review(request, slug, notice=str(SEND_AGAIN)))
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """The POST reads nothing before the submit's transaction has begun: that instant decides."""
    return _send(request, slug) if request.method == "POST" else show_review(request, slug)


def _send(request: HttpRequest, slug: str) -> HttpResponse:
    wanted = request.POST.get("draft", "")
    mine = [hold for hold in draft_cookie.remembered(request) if str(hold.draft) == wanted]
    if not mine:
        draft_cookie.posting_for(request, slug)
        return redirect("applications:apply_review", slug)
    try:
        draft = _submit(request, mine[0], slug=slug)
    except submitting.Closed:
        return visit_of(request, slug).closed()
    except submitting.Incomplete as missing:
        return redirect(navigation.url(missing.step, slug))
    except DomainError as error:
        return with_retry(show_review(request, slug, notice=error.sentence, status=error.status), error)
    code = cast(Application, draft.application).code
    return draft_cookie.remember(redirect("applications:apply_receipt", slug, code), request, draft)


@transaction.atomic
def _submit(request: HttpRequest, hold: Hold, *, slug: str) -> Draft:
    """Undone when it is one too many in this hour; pressing twice counts once."""
    received = submitting.submit(hold.draft, slug=slug, epoch=hold.epoch)
    if received.is_news:
        who = (rate_limits.network_of(request), received.draft.email_key)
        rate_limits.hit("submits", *who, limit=SUBMITS, sentence=str(TOO_MANY_SENT))
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
