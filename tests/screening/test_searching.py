"""Who is found by what: stems of both languages, spellings, phrases, beginnings, slips."""

import pytest
from django.db.models import Value

from applications.models import Answer, Application
from postings.models import Question
from screening.models import SearchText
from screening.searching import Folded, Term, folded, read
from tests.factories import ApplicationFactory, CandidateFactory

pytestmark = pytest.mark.django_db


def found(said: str) -> set[str]:
    return {row.name for row in Application.objects.filter(read(said).found)}


def nearly(said: str) -> set[str]:
    return {row.name for row in Application.objects.filter(read(said).nearly)}


def with_cv(name: str, text: str) -> Application:
    one = ApplicationFactory(name=name)
    one.cv.text = text
    one.cv.save(update_fields=["text"])
    return one


@pytest.mark.parametrize(
    ("said", "terms"),
    [
        ("one two", [Term("one"), Term("two")]),
        ('"clean room" -fish', [Term("clean room", is_phrase=True), Term("fish", is_without=True)]),
        ("regul*", [Term("regul", is_beginning=True)]),
        ('"never closed', [Term("never closed", is_phrase=True)]),
        ('-"two words"', [Term("two words", is_without=True, is_phrase=True)]),
        ('half"way" there', [Term("half"), Term("way", is_phrase=True), Term("there")]),
        ("--x", [Term("-x", is_without=True)]),
        ("10:30", [Term("10:30")]),
        ("unknown:key", [Term("unknown:key")]),
        ('* - " _ %', []),
        ("", []),
    ],
)
def test_what_a_box_says(said: str, terms: list[Term]) -> None:
    assert read(said).terms == terms


def test_a_known_key_is_a_filter() -> None:
    asked = read('posting:it stage:"first talk" word -posting:x', keys=["posting", "stage"])

    assert asked.filters == {"posting": "it", "stage": "first talk"}
    assert asked.terms == [Term("word"), Term("posting:x", is_without=True)]


@pytest.mark.parametrize("said", ["Søren", "soren", "SOEREN", "Sören", "søren jensen", "jensen sør"])
def test_names_are_found_however_they_are_spelled(said: str) -> None:
    ApplicationFactory(name="Søren Jensen")
    ApplicationFactory(name="Somebody Else")

    assert found(said) == {"Søren Jensen"}


@pytest.mark.parametrize("said", ["Aarhus", "Århus", "århus", "AARHUS", "arhus"])
@pytest.mark.parametrize("written", ["Aarhus", "Århus"])
def test_places_are_found_however_they_are_spelled(said: str, written: str) -> None:
    with_cv("One", f"Born in {written}.")
    with_cv("Other", "Born in Odense.")

    assert found(said) == {"One"}


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("teknikere", "Hun ledede teknikerne."),
        ("godkendelse", "Arbejdet med godkendelser."),
        ("qualification", "He qualified three lines; the qualifications took a year."),
        ("running", "I ran, and I run."),
        ("regulat*", "Regulatory affairs"),
        ("godk*", "godkendelser"),
        ('"clean room"', "the clean rooms of Kalundborg"),
        ("clean -dirty", "clean room"),
        ("the clean at og i room", "clean room"),
    ],
)
def test_found(said: str, text: str) -> None:
    with_cv("One", text)

    assert found(said) == {"One"}


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ('"clean room"', "room clean"),
        ('"clean room"', "a clean and big room"),
        ("clean -rooms", "clean room"),
        ("-godkendelse", "godkendelser"),
        ("-clean*", "cleanroom"),
        ("clea", "clean"),
        ("fish", "clean"),
        ("at", "clean at home"),
        ("the fish", "the clean"),
    ],
)
def test_not_found(said: str, text: str) -> None:
    with_cv("One", text)

    assert found(said) == set()


@pytest.mark.parametrize(
    "said", ["jnesen", "jenson", "jensn", "jenssen", "Kristensen", "chirstensen", "chrstensen", "christenzen"]
)
def test_slips_in_a_name(said: str) -> None:
    names = {"Amina Jensen", "Bo Christensen"}
    for name in names:
        ApplicationFactory(name=name)
    ApplicationFactory(name="Ditte Winther")

    assert len(nearly(said) & names) == 1
    assert "Ditte Winther" not in nearly(said)


@pytest.mark.parametrize("said", ["jen", "%", "100%", "____", "j_nsen"])
def test_no_slip_is_made_of_signs_or_of_three_letters(said: str) -> None:
    ApplicationFactory(name="Bo Holm", candidate=CandidateFactory(email="bo@other.org"))

    assert not nearly(said) or not read(said).terms


def named(said: str) -> set[str]:
    return {row.name for row in Application.objects.filter(read(said).by_name)}


@pytest.mark.parametrize(
    "said", ["bo", "b", "hol", "olm", "bo ho", '"bo h"', "Ho*", "bo@", "other.o", "bo -holmes", "holm -x"]
)
def test_names_alone(said: str) -> None:
    """Of one or two letters where a word begins, of more anywhere; nothing else that somebody sent."""
    candidate = CandidateFactory(email="bo@other.org")
    ApplicationFactory(name="Bo Holm", candidate=candidate, motivation="I know Robbie")
    with_cv("Carl Fisk", "bo b hol olm Bo Holm ho bo@other.org")

    assert named(said) == {"Bo Holm"}


@pytest.mark.parametrize("said", ["know", "robbie", "lm", "o@", "olm*", "bo -holm", '"holm x"', "carl bo"])
def test_what_is_no_name(said: str) -> None:
    candidate = CandidateFactory(email="bo@other.org")
    ApplicationFactory(name="Bo Holm", candidate=candidate, motivation="I know Robbie")

    assert named(said) == set()


def test_slips_among_names_alone() -> None:
    ApplicationFactory(name="Amina Jensen")
    with_cv("Bo Holm", "jnesen")

    found_nearly = Application.objects.filter(read("jnesen").nearly_by_name)

    assert [row.name for row in found_nearly] == ["Amina Jensen"]


@pytest.mark.parametrize(
    ("said", "reference"),
    [
        ("7kq2mxyz", "7KQ2MXYZ"),
        ("7kq2", "7KQ2"),
        ("7kq", ""),
        ("7kq2mxyz9", ""),
        ("7kq2 x", ""),
        ("%kq2", ""),
        ("søøø", ""),
        ("", ""),
    ],
)
def test_what_may_be_a_reference(said: str, reference: str) -> None:
    assert read(said).reference == reference


@pytest.mark.parametrize(
    "said",
    ["Søren", "SOEREN", "Ærø Ålborg", "Aage", "Müller-Strauß", "Łódź", "Þór Œuvre", "plain", "é e\u0301"],
)
def test_what_stands_in_no_table_is_folded_alike(said: str) -> None:
    row = (
        Application.objects.filter(pk=ApplicationFactory().pk).annotate(by_database=Folded(Value(said))).get()
    )

    assert folded(said) == row.by_database


def test_everything_that_was_sent_is_looked_through() -> None:
    one = with_cv("Bo Holm", "welder")
    one.current_position, one.motivation = "Baker", "I like sailing"
    one.save(update_fields=["current_position", "motivation"])
    answer = Answer.objects.create(
        application=one, kind=Question.Kind.LONG_TEXT, text="Which?", value="Fermentation"
    )

    for said in ("welder", "baker", "sail", "fermentations", one.code, one.code.lower(), one.email):
        assert found(said) == {"Bo Holm"}, said

    answer.value = "Brewing"
    answer.save(update_fields=["value"])
    assert (found("fermentation"), found("brewing")) == (set(), {"Bo Holm"})
    answer.delete()
    assert found("brewing") == set()


def test_many_answers_are_one_change() -> None:
    one, other = with_cv("One", ""), with_cv("Other", "")
    made = [
        Answer(application=row, kind=Question.Kind.LONG_TEXT, text="?", value=word)
        for row, word in [(one, "salmon"), (one, "trout"), (other, "pike")]
    ]

    Answer.objects.bulk_create(made)

    assert (found("salmon trout"), found("pike")) == ({"One"}, {"Other"})


def test_another_cv_takes_the_place_of_the_first() -> None:
    one, other = with_cv("One", "welder"), with_cv("Other", "baker")

    one.cv = other.cv
    one.save(update_fields=["cv"])

    assert (found("welder"), found("baker")) == (set(), {"One", "Other"})


def test_a_text_of_any_length_can_be_kept() -> None:
    """A tsvector holds a megabyte, and a single word two kilobytes."""
    with_cv("Long", "beginning " + " ".join(f"word{number}" for number in range(100_000)) + " x" * 5000)
    with_cv("Whole", "y" * 1_000_000)

    assert found("beginning") == {"Long"}


def test_the_row_goes_with_its_application() -> None:
    one = with_cv("One", "welder")
    Answer.objects.create(application=one, kind=Question.Kind.LONG_TEXT, text="?", value="x")
    one.transitions.all().delete()

    one.delete()

    assert not SearchText.objects.exists()
