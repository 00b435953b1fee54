"""A hit is shown in its sentence, with the word marked as it stands there."""

import pytest

from applications.models import Answer
from postings.models import Question
from screening import hits
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def hit(said: str, **texts: str) -> hits.Hit | None:
    one = ApplicationFactory(**{name: text for name, text in texts.items() if name not in {"cv", "answer"}})
    one.cv.text = texts.get("cv", "")
    one.cv.save(update_fields=["text"])
    if "answer" in texts:
        Answer.objects.create(
            application=one, kind=Question.Kind.LONG_TEXT, text="What do you know?", value=texts["answer"]
        )
    return hits.of([one], words=said.split()).get(one.pk)


@pytest.mark.parametrize(
    ("said", "text", "sentence"),
    [
        ("aarhus", "I live in Århus now", "I live in <mark>Århus</mark> now"),
        ("Århus", "I live in Aarhus now", "I live in <mark>Aarhus</mark> now"),
        ("soren", "Ask Søren. Or not.", "Ask <mark>Søren</mark>"),
        ("Soeren", "Ask Søren", "Ask <mark>Søren</mark>"),
        ("ægir", "Ask Aegir", "Ask <mark>Aegir</mark>"),
        ("regulatory", "Regulatory affairs", "<mark>Regulatory</mark> affairs"),
        ("teknikere", "Vi har teknikerne her", "Vi har <mark>teknikerne</mark> her"),
        ("clean room", "A clean room", "A <mark>clean</mark> <mark>room</mark>"),
        ("room", "Bedroom, room", "Bedroom, <mark>room</mark>"),
        ("a+b", "none", None),
        ("script", "<script>", "&lt;<mark>script</mark>&gt;"),
    ],
)
def test_the_sentence(said: str, text: str, sentence: str | None) -> None:
    found = hit(said, cv=text)

    assert (found and found.sentence) == sentence


def test_where_it_stands() -> None:
    places = {
        "Current position": hit("welder", current_position="Welder"),
        "Motivation": hit("welder", motivation="A welder", cv="welder"),
        "What do you know?": hit("welder", answer="A welder", cv="welder"),
        "CV": hit("welder", cv="welder"),
    }

    assert {place: found and found.where for place, found in places.items()} == {
        name: name for name in places
    }
    assert hit("welder", name="Wanda Welder") is None  # the row itself says so


def test_a_long_sentence_is_cut_on_both_sides() -> None:
    found = hit("needle", cv="hay " * 500 + "needle" + " hay" * 500)

    assert found
    assert found.sentence.startswith("… ")
    assert found.sentence.endswith(" …")
    assert len(found.sentence) < hits.LONGEST + 60
