"""Saving takes plain values, whoever asks: a page, later another program."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.applying import drafts, steps
from applications.applying.answering import name_of
from applications.applying.submitting import Closed
from applications.models import Draft
from files.models import StoredFile
from files.verdicts import Refused
from postings.models import Posting
from tests.applications.applying.applying import DETAILS, cv
from tests.factories import DraftFactory, PostingFactory, QuestionFactory

pytestmark = pytest.mark.django_db
Step = Draft.Step


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it")


def test_the_first_step_makes_a_draft(posting: Posting) -> None:
    typed = DETAILS | {"email": "Amina@Example.com"}
    made = drafts.save(None, slug="it", step=Step.DETAILS, values=typed)

    draft = Draft.objects.get()
    assert draft == made
    assert (draft.name, draft.email, draft.email_key) == (
        "Amina Example",
        "Amina@Example.com",
        "amina@example.com",
    )
    assert draft.steps_done == [Step.DETAILS]


def test_a_step_writes_its_own_values_and_no_others(posting: Posting) -> None:
    question = QuestionFactory(posting=posting)
    draft = DraftFactory(posting=posting, name="Amina Example", steps_done=[Step.DETAILS])
    values = {"motivation": "I like servers.", name_of(question.pk): "Yes."}

    drafts.save(draft, slug="it", step=Step.BACKGROUND, values=values, questions=[question])

    draft.refresh_from_db()
    assert (draft.name, draft.current_position, draft.motivation) == ("Amina Example", "", "I like servers.")
    assert draft.answers == {str(question.pk): "Yes."}
    assert draft.steps_done == [Step.DETAILS, Step.BACKGROUND]


def test_who_leaves_has_not_done_the_step(posting: Posting) -> None:
    values = DETAILS | {"name": ""}
    draft = drafts.save(None, slug="it", step=Step.DETAILS, values=values, leaving=True)

    assert draft.email == DETAILS["email"]
    assert draft.steps_done == []


def test_a_draft_that_says_something_else_by_now_is_not_overwritten(posting: Posting) -> None:
    draft = DraftFactory(posting=posting, motivation="From A.")
    made_from = steps.version_of(Step.BACKGROUND, draft)
    drafts.save(draft, slug="it", step=Step.BACKGROUND, values={"motivation": "From B."})

    with pytest.raises(drafts.Stale):
        drafts.save(
            draft, slug="it", step=Step.BACKGROUND, values={"motivation": "From C."}, version=made_from
        )

    assert Draft.objects.get().motivation == "From B."


def test_a_cv_takes_the_place_of_the_one_before(posting: Posting) -> None:
    draft = drafts.save_cv(DraftFactory(posting=posting), slug="it", upload=cv(shown="first.pdf"))
    drafts.save_cv(draft, slug="it", upload=cv("s05_exempli_plain.docx", shown="second.docx"))

    assert [stored.name for stored in StoredFile.objects.all()] == ["second.docx"]
    assert Draft.objects.get().steps_done == [Step.CV]


def test_without_an_upload_or_with_a_refused_one_the_draft_keeps_its_cv(posting: Posting) -> None:
    draft = drafts.save_cv(DraftFactory(posting=posting), slug="it", upload=cv(shown="first.pdf"))
    drafts.save_cv(draft, slug="it", upload=None)
    with pytest.raises(Refused):
        drafts.save_cv(draft, slug="it", upload=cv("s41_truncated.pdf"))

    assert [stored.name for stored in StoredFile.objects.all()] == ["first.pdf"]
    assert Draft.objects.get().cv == StoredFile.objects.get()


def test_nothing_is_saved_after_the_end(posting: Posting) -> None:
    draft = DraftFactory(posting=posting, motivation="Mine.")
    Posting.objects.update(closed_at=timezone.now() - timedelta(hours=1))

    with pytest.raises(Closed):
        drafts.save(draft, slug="it", step=Step.BACKGROUND, values={"motivation": "Too late."})
    with pytest.raises(Closed):
        drafts.save_cv(draft, slug="it", upload=cv())

    assert Draft.objects.get().motivation == "Mine."
    assert not StoredFile.objects.exists()
