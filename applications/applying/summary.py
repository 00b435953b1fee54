"""What was typed or sent, to be read back: lines of label and value, by step."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.applying import navigation, steps
from applications.applying.forms import StepForm, form_of, initial_of
from applications.models import Application, Draft
from postings.models import Posting, Question

LONG = 80  # characters; more is set as a paragraph


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    is_long: bool = False


@dataclass(frozen=True)
class StepSummary:
    """One step as the review shows it."""

    step: str
    title: str
    url: str
    lines: list[Line]


def summaries_of(
    draft: Draft | None, *, posting: Posting, questions: list[Question], typed: StepForm | None = None
) -> list[StepSummary]:
    """Everything that was typed, by step; `typed` is a form that has not been saved."""
    return [
        summary_of(
            step,
            draft=draft,
            posting=posting,
            questions=questions,
            typed=typed if typed is not None and typed.step == step else None,
        )
        for step in steps.FILLED_IN
    ]


def summary_of(
    step: str,
    *,
    draft: Draft | None,
    posting: Posting,
    questions: list[Question],
    typed: StepForm | None = None,
) -> StepSummary:
    form = typed or form_of(
        step, posting=posting, draft=draft, questions=questions, initial=initial_of(step, draft)
    )
    lines = [_cv_line(draft)] if step == Draft.Step.CV else list(_lines(form))
    return StepSummary(step, str(Draft.Step(step).label), navigation.url(step, posting.slug), lines)


def _lines(form: StepForm) -> Iterator[Line]:
    for field in form:
        value = str(field.value() or "").strip()
        choices = dict(getattr(field.field, "choices", []))
        value = str(choices.get(value, value))
        yield Line(str(field.label), value, is_long="\n" in value or len(value) > LONG)


def lines_of(application: Application) -> list[Line]:
    """What was sent, with the questions as they were worded then."""
    kept = [
        Line(_("Name"), application.name),
        Line(_("E-mail address"), application.email),
        Line(_("Phone number"), application.phone),
        Line(_("Current position"), application.current_position),
        Line(_("Why you applied"), application.motivation, is_long=True),
    ]
    answers = [Line(a.text, a.in_words, is_long=len(a.value) > LONG) for a in application.answers.all()]
    return [line for line in [*kept, *answers] if line.value]


def _cv_line(draft: Draft | None) -> Line:
    return Line(_("Your CV"), draft.cv.name if draft and draft.cv else "")
