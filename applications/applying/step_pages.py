"""The pages of a step, of the review, and of a posting that has closed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from applications.applying import navigation, steps
from applications.applying.forms import StepForm
from applications.applying.submitting import Closed
from applications.applying.summary import summaries_of
from applications.models import Draft
from core.rate_limits import HOUR
from postings.models import Posting, Question


def step_page(
    request: HttpRequest,
    form: StepForm,
    *,
    posting: Posting,
    draft: Draft | None,
    questions: list[Question],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "posting": posting,
        "draft": draft,
        "form": form,
        "step": form.step,
        "number": list(Draft.Step).index(form.step) + 1,
        "marks": navigation.progress(form.step, posting=posting, draft=draft, questions=questions),
        "version": request.POST.get("version", "")
        if form.is_bound
        else str(steps.version_of(form.step, draft)),
        **more,
    }
    return render(request, f"applications/applying/{form.step}.html", context, status=status)


def closed_page(
    request: HttpRequest,
    closed: Closed,
    *,
    draft: Draft | None,
    questions: list[Question],
    typed: StepForm | None = None,
) -> HttpResponse:
    """Nothing is lost: the text stands on the page to copy, and the page says which deadline was used."""
    parts = summaries_of(draft, posting=closed.posting, questions=questions, typed=typed)
    has_text = any(line.value for part in parts for line in part.lines)
    is_look = request.method in {"GET", "HEAD"}  # nothing arrived that could have been too late
    context = {
        "posting": closed.posting,
        "sentence": closed.ended if is_look else closed.sentence,
        "parts": parts if has_text else [],
    }
    status = 200 if is_look else closed.status
    return render(request, "applications/applying/closed.html", context, status=status)


def too_many(response: HttpResponse) -> HttpResponse:
    response.status_code = 429
    response["Retry-After"] = str(HOUR)
    return response


def review_page(
    request: HttpRequest,
    *,
    posting: Posting,
    draft: Draft,
    questions: list[Question],
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "posting": posting,
        "draft": draft,
        "marks": navigation.progress(Draft.Step.REVIEW, posting=posting, draft=draft, questions=questions),
        "parts": summaries_of(draft, posting=posting, questions=questions),
        "notice": notice,
    }
    return render(request, "applications/applying/review.html", context, status=status)
