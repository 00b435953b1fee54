"""What a list can be filtered by, and how: by a field, by a key in the search box; and a chip for each."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from applications.models import Answer
from postings.models import Posting, Question
from screening.filters import Filter
from screening.models import Opened
from tests.decisions import reject, undo
from tests.factories import ApplicationFactory, PostingFactory, QuestionFactory, ReasonFactory

pytestmark = pytest.mark.django_db


def asked(query: str, user: User) -> Filter:
    made = Filter(QueryDict(query), user=user)
    made.is_valid()
    return made


def found(query: str, user: User) -> set[str]:
    made = asked(query, user)
    assert not made.errors
    return {row.name for row in made.rows()}


def test_by_the_reason_of_the_decision_that_stands(recruiter: User) -> None:
    reason, other = ReasonFactory(), ReasonFactory()
    for name, why in [("One", reason), ("Two", other)]:
        reject(ApplicationFactory(name=name), reason=why, by=recruiter, version=1)
    undone = ApplicationFactory(name="Undone")
    reject(undone, reason=reason, by=recruiter, version=1)
    undo(undone, by=recruiter)

    assert found(f"reason={reason.pk}", recruiter) == {"One"}


def test_by_how_long_they_wait(recruiter: User) -> None:
    now = timezone.now()
    for days in (2, 3, 8):
        ApplicationFactory(name=f"{days} days", stage_since=now - timedelta(days=days, minutes=1))
    ApplicationFactory(name="Over", stage_since=now - timedelta(days=9), outcome="withdrawn")

    assert found("waiting=3", recruiter) == {"3 days", "8 days"}
    assert found("waiting=7", recruiter) == {"8 days"}


def test_by_what_one_has_not_opened_oneself(recruiter: User, admin: User) -> None:
    one, other = ApplicationFactory(name="One"), ApplicationFactory(name="Other")
    Opened.objects.create(application=one, user=recruiter)
    Opened.objects.create(application=other, user=admin)

    assert found("unread=on", recruiter) == {"Other"}
    assert found("unread=on", admin) == {"One"}


def test_by_where_it_came_from(recruiter: User) -> None:
    by_hand = {"added_by": recruiter, "referred_by": "Nordic Search"}
    ApplicationFactory(name="Sent")
    ApplicationFactory(name="Proposed", source="agency", **by_hand)
    ApplicationFactory(name="Forwarded", source="forwarded", **by_hand)

    assert found("source=site", recruiter) == {"Sent"}
    assert found("source=agency", recruiter) == {"Proposed"}
    assert found("q=source:agency", recruiter) == found("q=source:Agen", recruiter) == {"Proposed"}
    [chip] = asked("source=forwarded", recruiter).chips
    assert (chip.label, chip.chosen, chip.without) == ("Source", "Forwarded CV", "")
    assert asked("q=source:elsewhere", recruiter).errors


def test_by_who_is_on_the_panel_now(recruiter: User, interviewer: User) -> None:
    now, over = ApplicationFactory(name="Now"), ApplicationFactory(name="Over")
    now.readers.create(user=interviewer, why="test")
    over.readers.create(user=interviewer, why="test", until=timezone.now() - timedelta(seconds=1))

    assert found(f"reader={interviewer.pk}", recruiter) == {"Now"}


@pytest.fixture
def posting() -> Posting:
    return PostingFactory(slug="here")


def answered(question: Question, **values: str) -> None:
    for name, value in values.items():
        row = ApplicationFactory(name=name, posting=question.posting)
        Answer.objects.create(
            application=row, question=question, kind=question.kind, text=question.text, value=value
        )


def test_by_yes_or_no(recruiter: User, posting: Posting) -> None:
    question = QuestionFactory(posting=posting, kind=Question.Kind.YES_NO)
    answered(question, Yes="yes", No="no", Nothing="")

    assert found(f"posting=here&answer={question.pk}.yes", recruiter) == {"Yes"}
    assert found(f"posting=here&answer={question.pk}.no", recruiter) == {"No"}


def test_by_one_of_the_choices(recruiter: User, posting: Posting) -> None:
    question = QuestionFactory(posting=posting, kind=Question.Kind.ONE_OF, choices=["Night, or day", "Day"])
    answered(question, First="Night, or day", Second="Day")

    assert found(f"posting=here&answer={question.pk}.0", recruiter) == {"First"}
    assert found(f"posting=here&answer={question.pk}.9", recruiter) == set()


def test_by_a_number(recruiter: User, posting: Posting) -> None:
    """In steps without a gap; what is no number breaks nothing and is in none."""
    question = QuestionFactory(posting=posting, kind=Question.Kind.NUMBER)
    answered(question, None_="0", One="1", Half="2.5", Three="3", Many="250", Word="some", Nothing="")

    steps = [found(f"posting=here&answer={question.pk}.{step}", recruiter) for step in range(5)]

    assert steps == [{"None_"}, {"One", "Half"}, {"Three"}, set(), {"Many"}]


def test_an_answer_to_a_question_that_is_gone_finds_nobody(recruiter: User) -> None:
    ApplicationFactory()

    assert found("answer=999999.yes", recruiter) == set()


@pytest.mark.parametrize(
    "query",
    [
        "reason=x",
        "reason=-1",
        f"reason={10**30}",
        "waiting=5",
        "answer=1",
        "answer=x.yes",
        "answer=1.yes'",
        "reader=a",
    ],
)
def test_what_nobody_could_choose_is_refused(query: str, recruiter: User) -> None:
    assert asked(query, recruiter).errors


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("posting:it-lead", {"posting": "it-lead"}),
        ("posting:lead", {"posting": "it-lead"}),
        ("posting:manager", {"posting": "it-lead"}),
        ("stage:interview", {"stage": "interview"}),
        ("stage:Inter", {"stage": "interview"}),
        ("outcome:live", {"outcome": "live"}),
        ("outcome:rej", {"outcome": "rejected"}),
        ("waiting:7", {"waiting": "7"}),
        ("unread:yes", {"unread": "on"}),
        ('stage:"Interview" word', {"stage": "interview", "q": "word"}),
        ('posting:lead "clean room" -fish', {"posting": "it-lead", "q": '"clean room" -fish'}),
        ("posting:lead stage:offer", {"posting": "it-lead", "stage": "offer"}),
    ],
)
def test_a_key_in_the_search_box_is_a_filter(said: str, meant: dict[str, str], recruiter: User) -> None:
    for slug, title in [("it-lead", "IT Manager"), ("trainee", "Trainee")]:
        ApplicationFactory(posting=PostingFactory(slug=slug, title=title))

    made = asked("q=" + said.replace(" ", "+"), recruiter)

    assert not made.errors
    assert {name: value for name, value in made.data.items() if value} == meant


def test_a_reason_is_named_by_a_part_of_it(recruiter: User) -> None:
    reason = ReasonFactory(text="Language skills are missing")
    reject(ApplicationFactory(name="One"), reason=reason, by=recruiter, version=1)

    assert found("q=reason:language", recruiter) == {"One"}


@pytest.mark.parametrize("said", ["posting:nothing", "posting:e", "stage:moon", "waiting:5", "unread:no"])
def test_a_key_that_names_nothing_or_two_things_says_so_and_stays(said: str, recruiter: User) -> None:
    for slug in ("one", "other-e"):
        ApplicationFactory(posting=PostingFactory(slug=slug))

    made = asked(f"q={said}+word", recruiter)

    assert list(made.errors) == ["q"]
    assert said in made.errors["q"][0]
    assert made.data["q"] == f"{said} word"


def test_a_posting_that_one_does_not_see_is_not_named(outsider: User) -> None:
    ApplicationFactory(posting=PostingFactory(slug="secret"))

    assert list(asked("q=posting:secret", outsider).errors) == ["q"]


def test_a_chip_for_each_filter_leads_to_the_list_without_it(recruiter: User) -> None:
    question = QuestionFactory(
        posting=PostingFactory(slug="here", title="Here"), kind=Question.Kind.YES_NO, text="Old?"
    )
    ApplicationFactory(posting=question.posting)
    query = f"q=word&posting=here&stage=offer&answer={question.pk}.yes&unread=on&sort=name"

    chips = asked(query, recruiter).chips

    assert [(str(chip.label), chip.chosen) for chip in chips] == [
        ("Posting", "Here"), ("Stage", "Offer"), ("Answer", "Old? Yes"), ("Not opened by me", ""),
    ]  # fmt: skip
    without = QueryDict(chips[0].without).dict()
    assert without == {
        "q": "word",
        "stage": "offer",
        "unread": "on",
        "sort": "name",
    }  # its answer goes with it
    assert "stage" not in QueryDict(chips[1].without)
