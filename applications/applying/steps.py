"""What each step of applying asks for, what a draft holds of it, and what is still missing."""

from django.utils.translation import gettext as _

from applications.applying import answering
from applications.models import Draft
from core import versions
from postings.models import Posting, Question

Step = Draft.Step
FILLED_IN = (Step.DETAILS, Step.BACKGROUND, Step.CV)  # in this order; after them it is checked and sent


def questions_of(posting: Posting) -> list[Question]:
    return list(posting.questions.all())


def values_of(step: str, draft: Draft) -> dict[str, str]:
    """What the draft holds of a step: each value by its name; a CV by its hash."""
    if step == Step.DETAILS:
        return {"name": draft.name, "email": draft.email, "phone": draft.phone}
    if step == Step.CV:
        return {"cv": draft.cv.sha256 if draft.cv else ""}
    answers = {answering.name_of(pk): value for pk, value in draft.answers.items()}
    return {"current_position": draft.current_position, "motivation": draft.motivation, **answers}


def version_of(step: str, draft: Draft | None) -> int:
    """What a page is made from: all that the draft holds of this step, and nothing else."""
    values = values_of(step, draft) if draft else {}
    return versions.version_of({name: value for name, value in values.items() if value})


def needed(
    step: str, *, posting: Posting, questions: list[Question], leaving: bool = False
) -> dict[str, str]:
    """What may not be left out: the name of each value, and what to say when it is not there.

    `leaving`: the applicant stops here for now. The address alone is needed then: the link goes there.
    """
    if step == Step.DETAILS:
        address = {"email": _("Write your e-mail address.")}
        return address if leaving else {"name": _("Write your name."), **address}
    if leaving:
        return {}
    if step == Step.CV:
        return {"cv": _("Choose your CV: a PDF, DOCX or ODT file.")}
    return _needed_of_background(posting, questions)


def _needed_of_background(posting: Posting, questions: list[Question]) -> dict[str, str]:
    found = {}
    if posting.asks_current_position == Posting.Ask.REQUIRED:
        found["current_position"] = _("Write your current position, or the last one that you had.")
    if posting.asks_motivation == Posting.Motivation.REQUIRED:
        found["motivation"] = _("Say in a few sentences why you are applying.")
    required = (question for question in questions if question.is_required)
    return found | {answering.name_of(question.pk): answering.needed(question) for question in required}


def missing(step: str, draft: Draft, *, questions: list[Question]) -> dict[str, str]:
    """What the step still lacks, as `needed`. The posting may have changed since what it asks."""
    if step == Step.CV and draft.cv:
        return {"cv": draft.cv.why_withheld} if draft.cv.holds_malware else {}
    values = values_of(step, draft)
    wanted = needed(step, posting=draft.posting, questions=questions)
    gaps = {name: sentence for name, sentence in wanted.items() if not values.get(name)}
    return gaps | (_faults(values, questions) if step == Step.BACKGROUND else {})


def _faults(values: dict[str, str], questions: list[Question]) -> dict[str, str]:
    """Answers to a question that has been worded as another kind since, or offers other choices."""
    names = {answering.name_of(question.pk): question for question in questions}
    faults = {name: answering.fault(question, values.get(name, "")) for name, question in names.items()}
    return {name: fault for name, fault in faults.items() if fault}


def is_done(step: str, *, draft: Draft, questions: list[Question]) -> bool:
    """Saved once, and still whole."""
    return step in draft.steps_done and not missing(step, draft, questions=questions)


def next_of(draft: Draft, questions: list[Question]) -> str:
    """The first step that is not done."""
    return next(
        (step for step in FILLED_IN if not is_done(step, draft=draft, questions=questions)), Step.REVIEW
    )
