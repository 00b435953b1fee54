"""Answers by which a list is filtered: yes or no, one of the choices, a number in steps."""

from typing import Any

from django.db.models import Case, FloatField, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from applications.models import Answer
from postings.models import Question

KINDS = (Question.Kind.YES_NO, Question.Kind.ONE_OF, Question.Kind.NUMBER)
STEPS = [(0, 0), (1, 2), (3, 5), (6, 10), (11, None)]  # of a number, from and to


def questions_of(slug: str) -> "QuerySet[Question]":
    return Question.objects.filter(posting__slug=slug, kind__in=KINDS).order_by("position", "id")


def of(question: Question) -> list[tuple[str, str]]:
    """What stands in the address, and what is shown of it."""
    if question.kind == Question.Kind.YES_NO:
        return [(f"{question.pk}.yes", _("Yes")), (f"{question.pk}.no", _("No"))]
    if question.kind == Question.Kind.ONE_OF:
        return [(f"{question.pk}.{number}", text) for number, text in enumerate(question.choices)]
    return [(f"{question.pk}.{number}", _step(*step)) for number, step in enumerate(STEPS)]


def _step(low: int, high: int | None) -> str:
    if high is None:
        return _("{low} or more").format(low=low)
    return str(low) if low == high else _("{low} to {high}").format(low=low, high=high)


def given(choice: str) -> "QuerySet[Answer]":
    """The answers that say so; none where the question has gone or has no such choice.

    `choice`: an id, a dot, and what `of` put behind it.
    """
    number, _dot, which = choice.partition(".")
    question = Question.objects.filter(pk=number).first()
    if question is None or choice not in dict(of(question)):
        return Answer.objects.none()
    answers = Answer.objects.filter(question=question)
    if question.kind == Question.Kind.YES_NO:
        return answers.filter(value=which)
    if question.kind == Question.Kind.ONE_OF:
        return answers.filter(value=question.choices[int(which)])
    return _numbers(answers, *STEPS[int(which)])


def _numbers(answers: "QuerySet[Answer]", low: int, high: int | None) -> Any:
    """Up to the beginning of the next step: 2.5 years are among "1 to 2". What is no number is in none."""
    number = Case(When(value__regex=r"^\d{1,9}(\.\d{1,9})?$", then=Cast("value", FloatField())))
    found = answers.alias(number=number).filter(number__gte=low)
    return found if high is None else found.filter(Q(number__lt=high + 1))
