"""After the steps: the receipt, a draft left for later, and the link that opens it again."""

from datetime import datetime
from typing import cast

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from applications import status
from applications.applying import (
    applicant_session,
    asked_links,
    draft_cookie,
    links,
    navigation,
    steps,
    submitting,
)
from applications.models import Draft
from core import known_browsers
from core.access import applicant
from core.refusals import FormPage, Sent, form_view, verb


@applicant
@require_safe
def receipt(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """For the browser that sent it. It shows what was sent from here, whatever that address had before."""
    sent = draft_cookie.held(request).filter(posting__slug=slug, application__code=code)
    draft = get_object_or_404(sent.select_related("posting", "application").order_by("-submitted_at")[:1])
    rows = status.rows(draft.posting, received=cast(datetime, draft.submitted_at))
    context = {"posting": draft.posting, "draft": draft, "reference": code, "rows": rows}
    return render(request, "applications/applying/receipt.html", context)


@applicant
@require_safe
def left(request: HttpRequest, slug: str) -> HttpResponse:
    posting = draft_cookie.posting_for(request, slug)
    draft = draft_cookie.draft_of(request, posting)
    if draft is None or not posting.is_open(posting.clock):
        return redirect("applications:apply", slug)
    context = {"posting": posting, "draft": draft, "link": asked_links.state(request, draft)}
    return render(request, "applications/applying/left.html", context)


@applicant
@verb("applications:apply", "slug")
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """From the review, where nothing is left to save: the link goes, and the draft waits."""
    posting = draft_cookie.posting_for(request, slug)
    draft = draft_cookie.draft_of(request, posting)
    if draft is None or not draft.email:
        return redirect("applications:apply", slug)
    return asked_links.send_draft_link(request, draft)


@applicant
@verb("applications:apply", "slug")
def forget(request: HttpRequest, slug: str) -> HttpResponse:
    """This device lets go of the drafts of this posting; their links still open them."""
    posting = draft_cookie.posting_for(request, slug)
    return draft_cookie.forget(redirect("postings:posting", slug), request, posting=posting)


@applicant
@form_view(Form)
def open_link(request: HttpRequest, slug: str, token: str) -> FormPage | HttpResponse:
    """Looking at it changes nothing: mail scanners follow links. The button opens the draft."""
    draft = links.find_draft(token, slug=slug)
    if draft is None or draft.submitted_at:
        return _over(request, draft, slug=slug)
    posting, now = submitting.judge(draft.posting.slug)

    def act(sent: Sent) -> HttpResponse:
        opened = links.use_draft_link(token, slug=slug)
        if opened is None:
            return _over(request, None, slug=slug)
        step = steps.next_of(opened, steps.questions_of(opened.posting))
        response = draft_cookie.remember(redirect(navigation.url(step, slug)), request, opened)
        return known_browsers.remember(request, response, applicant_session.name_of(opened.email))

    context = {"draft": draft, "posting": posting, "closed": submitting.closed(posting, now=now)}
    return FormPage("applications/applying/open.html", act, context=context)


def _over(request: HttpRequest, draft: Draft | None, *, slug: str) -> HttpResponse:
    if draft is None:
        draft_cookie.posting_for(request, slug)
    return render(request, "applications/applying/link_over.html", {"draft": draft}, status=410)
