"""The pages of a step, of the review, and of a posting that has closed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from applications.applying import navigation
from applications.applying.forms import StepForm
from applications.applying.submitting import Closed
from applications.applying.summary import summaries_of
from applications.models import Draft
from postings.models import Posting, Question


def context(step: str, *, posting: Posting, draft: Draft | None, questions: list[Question]) -> dict[str, Any]:
    """Of the page of one step; its form comes by itself."""
    return {
        "posting": posting,
        "draft": draft,
        "step": step,
        "number": list(Draft.Step).index(Draft.Step(step)) + 1,
        "marks": navigation.progress(step, posting=posting, draft=draft, questions=questions),
    }


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
