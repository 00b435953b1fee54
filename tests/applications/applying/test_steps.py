"""What is missing is a rule on the draft: without a form, by what the posting asks now."""

import pytest

from applications.applying import steps
from applications.applying.answering import name_of
from applications.models import Draft
from postings.models import Posting, Question
from tests.factories import DraftFactory, PostingFactory, QuestionFactory, StoredFileFactory

pytestmark = pytest.mark.django_db
Step, Kind = Draft.Step, Question.Kind


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(
        asks_current_position=Posting.Ask.OPTIONAL, asks_motivation=Posting.Motivation.OPTIONAL
    )


def draft_with(posting: Posting, *, answer: str = "", to: Question | None = None) -> Draft:
    answers = {str(to.pk): answer} if to else {}
    return DraftFactory(posting=posting, answers=answers, steps_done=list(steps.FILLED_IN))


def missing(step: str, draft: Draft) -> dict[str, str]:
    return steps.missing(step, draft, questions=steps.questions_of(draft.posting))


def test_details_need_a_name_and_an_address(posting: Posting) -> None:
    draft = DraftFactory(posting=posting, name="", email="", phone="")

    assert missing(Step.DETAILS, draft) == {
        "name": "Write your name.",
        "email": "Write your e-mail address.",
    }


def test_who_leaves_for_now_gives_the_address_alone(posting: Posting) -> None:
    question = QuestionFactory(posting=posting, is_required=True)
    left = {
        step: list(steps.needed(step, posting=posting, questions=[question], leaving=True))
        for step in steps.FILLED_IN
    }

    assert left == {Step.DETAILS: ["email"], Step.BACKGROUND: [], Step.CV: []}


def test_background_needs_what_the_posting_marks(posting: Posting) -> None:
    draft = draft_with(posting)
    assert missing(Step.BACKGROUND, draft) == {}

    posting.asks_current_position, posting.asks_motivation = Posting.Ask.REQUIRED, Posting.Motivation.REQUIRED
    must = QuestionFactory(posting=posting, text="How many years?", kind=Kind.NUMBER, is_required=True)
    choose = QuestionFactory(posting=posting, text="Do you drive?", kind=Kind.YES_NO, is_required=True)
    QuestionFactory(posting=posting, is_required=False)
    draft.current_position = draft.motivation = ""

    assert missing(Step.BACKGROUND, draft) == {
        "current_position": "Write your current position, or the last one that you had.",
        "motivation": "Say in a few sentences why you are applying.",
        name_of(must.pk): "Answer this: How many years?",
        name_of(choose.pk): "Choose an answer: Do you drive?",
    }


@pytest.mark.parametrize(
    ("kind", "choices", "answer", "fault"),
    [
        (Kind.ONE_OF, ["Kalundborg", "Holbæk"], "Kalundborg", ""),
        (Kind.ONE_OF, ["Kalundborg", "Holbæk"], "Aarhus", "Choose one of the answers below."),
        (Kind.ONE_OF, ["Kalundborg", "Holbæk"], "", ""),
        (Kind.YES_NO, [], "yes", ""),
        (Kind.YES_NO, [], "8", "Choose one of the answers below."),
        (Kind.NUMBER, [], "2.5", ""),
        (Kind.NUMBER, [], "1 000", ""),
        (Kind.NUMBER, [], "eight", "Write a number with digits only, such as 8 or 2.5."),
        (Kind.NUMBER, [], "-1", "Write 0 or more, with digits only, such as 8 or 2.5."),
        (Kind.SHORT_TEXT, [], "x" * 300, ""),
        (Kind.SHORT_TEXT, [], "x" * 301, "This is 301 characters long; 300 fit. Shorten it."),
        (Kind.LONG_TEXT, [], "x" * 10_000, ""),
    ],
)
def test_an_answer_is_judged_by_the_question_as_it_is_now(
    posting: Posting, kind: str, choices: list[str], answer: str, fault: str
) -> None:
    """The posting may be edited while a draft waits: another kind of question, other choices."""
    question = QuestionFactory(posting=posting, kind=kind, choices=choices, is_required=False)
    draft = draft_with(posting, answer=answer, to=question)

    assert missing(Step.BACKGROUND, draft) == ({name_of(question.pk): fault} if fault else {})
    assert steps.is_done(Step.BACKGROUND, draft=draft, questions=[question]) is not bool(fault)


def test_a_step_is_done_when_it_was_saved_and_nothing_is_missing(posting: Posting) -> None:
    draft = DraftFactory(posting=posting, steps_done=[], cv=StoredFileFactory())
    assert steps.next_of(draft, []) == Step.DETAILS

    draft.steps_done = [Step.DETAILS, Step.BACKGROUND, Step.CV]
    assert steps.next_of(draft, []) == Step.REVIEW

    draft.cv = None
    assert missing(Step.CV, draft) == {"cv": "Choose your CV: a PDF, DOCX or ODT file."}
    assert steps.next_of(draft, []) == Step.CV


def test_a_version_names_what_its_step_holds_and_nothing_else(posting: Posting) -> None:
    draft = DraftFactory(posting=posting, cv=StoredFileFactory())
    before = {step: steps.version_of(step, draft) for step in steps.FILLED_IN}

    draft.motivation, draft.answers = "Another text.", {"7": ""}

    changed = [step for step in steps.FILLED_IN if steps.version_of(step, draft) != before[step]]
    assert changed == [Step.BACKGROUND]
    draft.motivation = ""
    assert steps.version_of(Step.BACKGROUND, draft) == before[Step.BACKGROUND], "an empty answer is none"
