"""The one place that makes an application, whoever brings it. `transitions/` changes what is made here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from applications.models import Answer, Application, Candidate, Transition
from applications.transitions import door
from core.actor import By
from mail.addresses import canonical
from postings.models import Posting, Question, Stage


def candidate_of(email: str) -> Candidate:
    """Found or made by the canonical address, and locked: what is sent or added for it comes one by one."""
    key = canonical(email)
    Candidate.objects.bulk_create([Candidate(email=email, email_key=key)], ignore_conflicts=True)
    return Candidate.objects.select_for_update(no_key=True).get(email_key=key)


def make(
    posting: Posting,
    *,
    candidate: Candidate,
    questions: list[Question],
    answers: Mapping[str, str],
    now: datetime,
    by: By = "applicant",
    **fields: Any,
) -> Application:
    """Every application begins here: received, with what was asked, and with its first transition.

    `candidate` is locked and has none in this posting; `now` and `posting` are those of
    `submitting.judge`.
    """
    stage = posting.stages.get(kind=Stage.Kind.RECEIVED)
    application = Application.objects.create(
        posting=posting,
        candidate=candidate,
        submitted_at=now,
        deadline_used=cast(datetime, posting.ends_at),
        stage=stage,
        stage_since=now,
        **fields,
    )
    write_answers(application, answers=answers, questions=questions)
    Transition.objects.create(
        application=application, at=now, by=door.author(by), to_stage=stage, version=application.version
    )
    return application


def write_answers(application: Application, *, answers: Mapping[str, str], questions: list[Question]) -> None:
    """`answers`: each by the id of its question as text."""
    Answer.objects.bulk_create(
        Answer(
            application=application,
            question=question,
            kind=question.kind,
            text=question.text,
            value=answers.get(str(question.pk), ""),
            position=position,
        )
        for position, question in enumerate(questions)
    )
