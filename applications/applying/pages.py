"""What the pages of applying show: the step with its form, the summary, the timetable."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from applications.applying import navigation, steps
from applications.applying.forms import StepForm, form_of, initial_of
from applications.applying.submitting import Closed
from applications.models import Answer, Application, Draft
from core.rate_limits import HOUR
from postings.models import Posting, Question

LONG = 80  # characters; more is set as a paragraph


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    is_long: bool = False


@dataclass(frozen=True)
class Part:
    """One step as the review shows it."""

    step: str
    title: str
    url: str
    lines: list[Line]


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
        "version": request.POST.get("version", "") if form.is_bound else steps.version_of(form.step, draft),
        **more,
    }
    return render(request, f"applications/applying/{form.step}.html", context, status=status)


def parts_of(
    draft: Draft | None, *, posting: Posting, questions: list[Question], typed: StepForm | None = None
) -> list[Part]:
    """Everything that was typed, by step; `typed` is a form that has not been saved."""
    return [
        part_of(
            step,
            draft=draft,
            posting=posting,
            questions=questions,
            typed=typed if typed is not None and typed.step == step else None,
        )
        for step in steps.FILLED_IN
    ]


def part_of(
    step: str,
    *,
    draft: Draft | None,
    posting: Posting,
    questions: list[Question],
    typed: StepForm | None = None,
) -> Part:
    form = typed or form_of(
        step, posting=posting, draft=draft, questions=questions, initial=initial_of(step, draft)
    )
    lines = [_cv_line(draft)] if step == Draft.Step.CV else list(_lines(form))
    return Part(step, str(Draft.Step(step).label), navigation.url(step, posting.slug), lines)


def _lines(form: StepForm) -> Iterator[Line]:
    for field in form:
        value = str(field.value() or "").strip()
        choices = dict(getattr(field.field, "choices", []))
        value = str(choices.get(value, value))
        yield Line(str(field.label), value, is_long="\n" in value or len(value) > LONG)


def lines_of(application: Application) -> list[Line]:
    """What was sent, with the questions as they were worded then."""
    kept = [
        Line("Name", application.name),
        Line("E-mail address", application.email),
        Line("Phone number", application.phone),
        Line("Current position", application.current_position),
        Line("Why you applied", application.motivation, is_long=True),
    ]
    answers = [Line(a.text, _answer(a), is_long=len(a.value) > LONG) for a in application.answers.all()]
    return [line for line in [*kept, *answers] if line.value]


def _answer(answer: Answer) -> str:
    return answer.value.capitalize() if answer.kind == Question.Kind.YES_NO else answer.value


def _cv_line(draft: Draft | None) -> Line:
    return Line("Your CV", draft.cv.name if draft and draft.cv else "")


def closed_page(
    request: HttpRequest,
    closed: Closed,
    *,
    draft: Draft | None,
    questions: list[Question],
    typed: StepForm | None = None,
) -> HttpResponse:
    """Nothing is lost: the text stands on the page to copy, and the page says which deadline was used."""
    parts = parts_of(draft, posting=closed.posting, questions=questions, typed=typed)
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
        "parts": parts_of(draft, posting=posting, questions=questions),
        "notice": notice,
    }
    return render(request, "applications/applying/review.html", context, status=status)
