"""Changing a posting: no lost update, order of parts, and what a published one may not lose."""

from datetime import date
from threading import Barrier
from typing import Any

import pytest

from audit.models import Entry
from core.errors import Conflict, DomainError
from postings import editing
from postings.editing import Part
from postings.models import Faq, Posting, Section, Stage
from tests.conftest import make_user
from tests.factories import ApplicationFactory, PostingFactory, SectionFactory
from tests.races import race
from tests.without import without_unique, without_versions

pytestmark = pytest.mark.django_db


def test_a_new_posting_is_a_draft_with_its_first_stages(recruiter: Any) -> None:
    posting = editing.create("Head of IT & Operations", by=recruiter)

    assert (posting.slug, posting.state) == ("head-of-it-operations", "draft")
    assert [stage.kind for stage in posting.stages.all()] == ["received", "screening", "interview"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Chef", "chef-3"),
        ("New", "new-2"),
        ("!!!", "posting"),
        ("x" * 120, "x" * 70),
        ("Ærø Færge & Søn på Åsen", "aeroe-faerge-soen-paa-aasen"),
        ("Große Élan", "grosse-elan"),
    ],
)
def test_the_suggested_address_is_free(title: str, slug: str) -> None:
    PostingFactory(slug="chef")
    PostingFactory(slug="chef-2")

    assert editing.free_slug(title) == slug


def test_saving_counts_the_version_and_is_recorded(recruiter: Any) -> None:
    posting = PostingFactory()

    editing.save(posting, {"category": "Farming"}, version=1, by=recruiter)

    posting.refresh_from_db()
    assert (posting.category, posting.version) == ("Farming", 2)
    assert Entry.objects.get(action="posting.changed").data == {"fields": ["category"]}


def test_a_change_on_an_older_version_is_refused_and_names_who_was_first(recruiter: Any, admin: Any) -> None:
    posting = PostingFactory()
    editing.save(posting, {"category": "Farming"}, version=1, by=admin)

    with pytest.raises(Conflict, match="Ada Admin changed this on"):
        editing.save(posting, {"category": "Fishing"}, version=1, by=recruiter)

    posting.refresh_from_db()
    assert posting.category == "Farming"


def test_an_archived_posting_is_not_changed(recruiter: Any) -> None:
    with pytest.raises(DomainError, match="archived"):
        editing.save(PostingFactory(state="archived"), {"category": "x"}, version=1, by=recruiter)


@pytest.mark.parametrize("field", ["deadline", "opens_at", "place", "adjustments_contact"])
def test_a_published_posting_keeps_what_it_needs(recruiter: Any, field: str) -> None:
    posting = PostingFactory()
    empty = "" if field in {"place", "adjustments_contact"} else None

    with pytest.raises(DomainError, match="published, so this cannot be left out"):
        editing.save(posting, {field: empty}, version=1, by=recruiter)

    assert Posting.objects.get(pk=posting.pk).version == 1


def test_the_last_text_of_a_published_posting_stays(recruiter: Any) -> None:
    section = SectionFactory()

    with pytest.raises(DomainError, match="introduction"):
        editing.save(section.posting, parts=[Part(Section, [], [section.pk])], version=1, by=recruiter)

    assert Section.objects.filter(posting=section.posting).count() == 1


@pytest.mark.parametrize(
    ("fields", "revision"),
    [({"deadline": date(2100, 1, 1)}, 2), ({"time_zone": "Asia/Tokyo"}, 2), ({"category": "x"}, 1)],
)
def test_a_moved_deadline_gets_a_new_revision(recruiter: Any, fields: Any, revision: int) -> None:
    posting = PostingFactory()

    editing.save(posting, fields, version=1, by=recruiter)

    assert Posting.objects.get(pk=posting.pk).deadline_revision == revision


def test_the_deadline_of_a_draft_moves_without_revision(recruiter: Any) -> None:
    posting = PostingFactory(state="draft")

    editing.save(posting, {"deadline": date(2100, 1, 1)}, version=1, by=recruiter)

    assert Posting.objects.get(pk=posting.pk).deadline_revision == 1


def test_a_published_posting_is_not_closed_by_its_deadline(recruiter: Any) -> None:
    with pytest.raises(DomainError, match="close the posting instead"):
        editing.save(PostingFactory(), {"deadline": date(2020, 1, 1)}, version=1, by=recruiter)


def faq(question: str) -> dict[str, str]:
    return {"question": question, "answer": "x"}


def test_rows_are_added_changed_moved_and_removed_at_once(recruiter: Any) -> None:
    posting = PostingFactory()
    a, b, c = (Faq.objects.create(posting=posting, **faq(word), position=n) for n, word in enumerate("ABC"))
    part = Part(Faq, [(c.pk, faq("C!")), (None, faq("D")), (a.pk, faq("A"))], [b.pk])

    editing.save(posting, parts=[part], version=1, by=recruiter)

    assert [row.question for row in posting.faqs.all()] == ["C!", "D", "A"]
    posting.refresh_from_db()
    assert posting.version == 2
    [d] = posting.faqs.filter(question="D")
    changed = {"added": [d.pk], "changed": [c.pk, a.pk], "removed": [b.pk]}
    assert Entry.objects.get(action="posting.changed").data == {"fields": [], "faq": changed}


def test_rows_that_nobody_sent_stay_behind_the_others(recruiter: Any) -> None:
    posting = PostingFactory()
    a, b = (Faq.objects.create(posting=posting, **faq(word), position=n) for n, word in enumerate("AB"))

    editing.save(posting, parts=[Part(Faq, [(b.pk, faq("B"))])], version=1, by=recruiter)

    assert list(posting.faqs.all()) == [b, a]


def test_a_row_of_another_posting_is_neither_changed_nor_removed(recruiter: Any) -> None:
    """S24: its number makes a new row here, and removes nothing."""
    theirs = Faq.objects.create(posting=PostingFactory(), **faq("Theirs"))
    posting = PostingFactory()

    editing.save(posting, parts=[Part(Faq, [(theirs.pk, faq("Mine"))], [theirs.pk])], version=1, by=recruiter)

    assert list(Faq.objects.values_list("question", flat=True).order_by("pk")) == ["Theirs", "Mine"]
    assert [row.question for row in posting.faqs.all()] == ["Mine"]


def test_stages_take_each_other_s_name_and_kind(recruiter: Any) -> None:
    """The database has neither name nor "received" twice, not for a moment."""
    posting = PostingFactory()
    first, second = posting.stages.all()[:2]
    swapped = [
        (first.pk, {"name": second.name, "kind": second.kind}),
        (second.pk, {"name": first.name, "kind": first.kind}),
    ]

    editing.save(posting, parts=[Part(Stage, swapped)], version=1, by=recruiter)

    assert [(s.pk, s.name, s.kind) for s in posting.stages.all()[:2]] == [
        (first.pk, second.name, second.kind), (second.pk, first.name, first.kind),
    ]  # fmt: skip


def test_of_a_save_that_is_refused_nothing_is_left(recruiter: Any) -> None:
    section = SectionFactory()
    parts = [Part(Faq, [(None, faq("A"))]), Part(Section, [], [section.pk])]

    with pytest.raises(DomainError, match="introduction"):
        editing.save(section.posting, {"category": "x"}, parts=parts, version=1, by=recruiter)

    posting = Posting.objects.get()
    assert (posting.version, posting.category, posting.faqs.count()) == (1, section.posting.category, 0)


def test_a_stage_in_use_is_not_removed(recruiter: Any) -> None:
    application = ApplicationFactory()
    screening = application.posting.stages.get(kind=Stage.Kind.SCREENING)
    application.stage = screening
    application.save()

    with pytest.raises(DomainError, match="“Screening” is in use") as refusal:
        editing.save(application.posting, parts=[Part(Stage, [], [screening.pk])], version=1, by=recruiter)

    assert application.posting.stages.filter(kind=Stage.Kind.SCREENING).exists()
    assert refusal.value.field == f"stage-{screening.pk}-remove"


def test_the_team_is_set_whole(recruiter: Any, manager: Any, outsider: Any) -> None:
    posting = PostingFactory()
    editing.save(posting, team=[manager], version=1, by=recruiter)

    editing.save(posting, team=[outsider], version=2, by=recruiter)

    assert list(posting.members.all()) == [outsider]
    assert Entry.objects.filter(action="posting.changed").first().data == {
        "fields": [],
        "users": [outsider.pk],
    }


def write_at_once(posting: Posting, by: Any, rounds: int) -> list[list[Any]]:
    """Eight save at once, each on the version that stood when the round began."""

    def attempt(turn: int, number: int) -> Posting:
        return editing.save(posting, {"category": f"Category {number}"}, version=turn + 1, by=by)

    return race(attempt, rounds=rounds)


def winners(answers: list[list[Any]]) -> list[int]:
    return [sum(isinstance(answer, Posting) for answer in of) for of in answers]


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_save_at_once_one_wins(recruiter: Any) -> None:
    """C12: no lost update: 8 threads, 100 rounds."""
    posting = PostingFactory()

    answers = write_at_once(posting, recruiter, 100)

    assert winners(answers) == [1] * 100
    assert sum(isinstance(answer, Conflict) for of in answers for answer in of) == 700
    assert Posting.objects.get(pk=posting.pk).version == 101
    assert Entry.objects.filter(action="posting.changed").count() == 100


@pytest.mark.django_db(transaction=True)
def test_without_the_version_updates_are_lost(recruiter: Any) -> None:
    """The twin of C12: with the guard off all eight believe that they have saved."""
    with without_versions():
        assert winners(write_at_once(PostingFactory(), recruiter, 2)) == [8, 8]


def create_at_once(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Eight have looked for a free address before the first takes one."""
    free_slug, looked = editing.free_slug, Barrier(8)

    def found(title: str) -> str:
        slug = free_slug(title)
        looked.wait(30)
        return slug

    def attempt(_: int, number: int) -> str:
        try:
            return editing.create("Night Watch", by=recruiter).slug
        except Conflict as refusal:
            return refusal.sentence

    monkeypatch.setattr(editing, "free_slug", found)
    recruiter = make_user("recruiter", "Rita Recruiter")
    return race(attempt)[0]


@pytest.mark.django_db(transaction=True)
def test_of_those_who_create_the_same_at_once_one_has_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A double click on "create" is no error page."""
    answers = create_at_once(monkeypatch)

    assert answers.count("night-watch") == Posting.objects.count() == 1
    assert sum("at the same moment" in answer for answer in answers) == 7


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_address_all_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin."""
    with without_unique(Posting, "slug"):
        assert create_at_once(monkeypatch) == ["night-watch"] * 8
