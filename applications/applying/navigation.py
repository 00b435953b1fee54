"""The addresses of the steps, and the marks of how far a draft has come."""

from dataclasses import dataclass

from django.urls import reverse

from applications.applying import steps
from applications.models import Draft
from postings.models import Posting, Question

ROUTES = {
    Draft.Step.DETAILS: "applications:apply",
    Draft.Step.BACKGROUND: "applications:apply_background",
    Draft.Step.CV: "applications:apply_cv",
    Draft.Step.REVIEW: "applications:apply_review",
}


def url(step: str, slug: str) -> str:
    return reverse(ROUTES[Draft.Step(step)], args=[slug])


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
        done = (
            draft is not None
            and step in steps.FILLED_IN
            and steps.is_done(step, draft=draft, questions=questions)
        )
        marks.append(Mark(str(step.label), url(step, posting.slug) if reachable else "", done, step == here))
        reachable = reachable and done
    return marks
