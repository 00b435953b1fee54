"""The order of the steps, and which of them a draft has behind it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from applications.applying.forms import BackgroundForm, CvForm, DetailsForm, StepForm
from applications.models import Draft
from postings.models import Posting, Question

FORMS: dict[str, type[StepForm]] = {
    Draft.Step.DETAILS: DetailsForm,
    Draft.Step.BACKGROUND: BackgroundForm,
    Draft.Step.CV: CvForm,
}
ROUTES = {
    Draft.Step.DETAILS: "applications:apply",
    Draft.Step.BACKGROUND: "applications:apply_background",
    Draft.Step.CV: "applications:apply_cv",
    Draft.Step.REVIEW: "applications:apply_review",
}


def url(step: str, slug: str) -> str:
    return reverse(ROUTES[Draft.Step(step)], args=[slug])


def questions_of(posting: Posting) -> list[Question]:
    return list(posting.questions.all())


def form(
    step: str, *, posting: Posting, draft: Draft | None, questions: list[Question], **kwargs: Any
) -> StepForm:
    if step == Draft.Step.BACKGROUND:
        kwargs["questions"] = questions
    return FORMS[step](posting=posting, draft=draft, **kwargs)


def shown(step: str, draft: Draft | None) -> dict[str, Any]:
    return FORMS[step].shown(draft) if draft else {}


def is_done(step: str, *, draft: Draft, questions: list[Question]) -> bool:
    """Saved once, and still whole: the posting may have changed what it asks since."""
    if step not in draft.steps_done:
        return False
    if step == Draft.Step.CV:
        return draft.cv_id is not None
    return form(
        step, posting=draft.posting, draft=draft, questions=questions, data=shown(step, draft)
    ).is_valid()


def next_of(draft: Draft, questions: list[Question]) -> str:
    """The first step that is not done."""
    return next(
        (step for step in FORMS if not is_done(step, draft=draft, questions=questions)), Draft.Step.REVIEW
    )


@dataclass(frozen=True)
class Mark:
    """One entry of the progress: `url` only where the applicant may go."""

    label: str
    url: str
    is_done: bool
    is_here: bool


def progress(here: str, *, posting: Posting, draft: Draft | None, questions: list[Question]) -> list[Mark]:
    marks, reachable = [], True
    for step in Draft.Step:
        done = step in FORMS and draft is not None and is_done(step, draft=draft, questions=questions)
        marks.append(Mark(str(step.label), url(step, posting.slug) if reachable else "", done, step == here))
        reachable = reachable and done
    return marks
