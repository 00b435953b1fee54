"""What counts as an answer to a question of a posting."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.words import number
from postings.models import Question

Kind = Question.Kind
MOST = {Kind.SHORT_TEXT: 300, Kind.LONG_TEXT: 10_000, Kind.NUMBER: 20}  # characters
MINUS = ("-", "\u2212", "\u2013")  # as on a keyboard, as typeset, and as a telephone makes of it
NOT_OFFERED = gettext_lazy("Choose one of the answers below.")


def name_of(question_id: int | str) -> str:
    """What the answer is called among the values of a step."""
    return f"question_{question_id}"


def needed(question: Question) -> str:
    """What to say when a question that must be answered is not."""
    if question.kind in MOST:
        return _("Answer this: {question}").format(question=question.text)
    return _("Choose an answer: {question}").format(question=question.text)


def choices_of(question: Question) -> list[tuple[str, str]]:
    """Value and label of each answer that is offered; none where it is written."""
    if question.kind == Kind.YES_NO:
        return [("yes", _("Yes")), ("no", _("No"))]
    return [(choice, choice) for choice in question.choices]


def fault(question: Question, value: str) -> str:
    """Why this is no answer to the question as it is asked now; empty when it is one, or nothing."""
    kind = Kind(question.kind)
    if kind not in MOST:
        offered = {choice for choice, _label in choices_of(question)}
        return "" if not value or value in offered else str(NOT_OFFERED)
    if len(value) > MOST[kind]:
        return too_long(value, limit=MOST[kind])
    return number_fault(plain_number(value)) if kind == Kind.NUMBER else ""


def too_long(text: str, *, limit: int) -> str:
    return _("This is {length} characters long; {limit} fit. Shorten it.").format(
        length=number(len(text)), limit=number(limit)
    )


def plain_number(text: str) -> str:
    """With a decimal point; people write a comma, a point, spaces between thousands."""
    return text.replace(" ", "").replace(",", ".")


def number_fault(written: str) -> str:
    if written.startswith(MINUS):
        return _("Write 0 or more, with digits only, such as 8 or 2.5.")
    if written and not re.fullmatch(r"\+?[0-9]{1,12}(\.[0-9]{1,6})?", written):
        return _("Write a number with digits only, such as 8 or 2.5.")
    return ""
