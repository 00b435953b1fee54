"""Rows without surprises: what a test does not name is ordinary."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from factory.django import DjangoModelFactory

from applications.models import Application, Candidate, Decision, Draft
from applications.outcomes import THEIRS, Outcome
from files.models import StoredFile
from mail import kinds
from mail.models import OutgoingMail, State
from postings.models import Membership, Posting, Question, Reason, Section, Stage

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


class PostingFactory(DjangoModelFactory[Posting]):
    """A published posting, open since yesterday and for ten more days, with the five stages."""

    class Meta:
        model = Posting
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"posting-{n}")
    title = factory.Sequence(lambda n: f"Posting {n}")
    state = Posting.State.PUBLISHED
    category = "Digital & IT"
    place = "Kalundborg"
    country = "DK"
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    published_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    deadline = factory.LazyFunction(
        lambda: (timezone.now() + timedelta(days=10)).astimezone(COPENHAGEN).date()
    )
    time_zone = "Europe/Copenhagen"
    contact_name = "Contact Person"
    contact_email = "contact@example.com"
    adjustments_contact = "adjustments@example.com"

    @factory.post_generation
    def with_stages(posting: Posting, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805  factory_boy's way
        for position, kind in enumerate(Stage.Kind):
            Stage.objects.create(posting=posting, kind=kind, name=kind.label, position=position)


class SectionFactory(DjangoModelFactory[Section]):
    class Meta:
        model = Section

    posting = factory.SubFactory(PostingFactory)
    kind = Section.Kind.ROLE
    heading = "Behind the title"
    body = "You keep the servers running."


class QuestionFactory(DjangoModelFactory[Question]):
    class Meta:
        model = Question

    posting = factory.SubFactory(PostingFactory)
    kind = Question.Kind.SHORT_TEXT
    text = factory.Sequence(lambda n: f"Question {n}?")


class ReasonFactory(DjangoModelFactory[Reason]):
    class Meta:
        model = Reason

    text = factory.Sequence(lambda n: f"Reason {n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    posting = factory.SubFactory(PostingFactory)


class CandidateFactory(DjangoModelFactory[Candidate]):
    class Meta:
        model = Candidate

    email = factory.Sequence(lambda n: f"applicant{n}@example.com")
    email_key = factory.SelfAttribute("email")


class StoredFileFactory(DjangoModelFactory[StoredFile]):
    """A row only; no bytes behind it. Tests that read bytes store a real file."""

    class Meta:
        model = StoredFile

    key = factory.Sequence(lambda n: f"00/{n:030x}")
    name = "cv.pdf"
    kind = "pdf"
    size = 1000
    sha256 = factory.Sequence(lambda n: f"{n:064x}")


class ApplicationFactory(DjangoModelFactory[Application]):
    """Received an hour ago, nobody has looked at it."""

    class Meta:
        model = Application

    posting = factory.SubFactory(PostingFactory)
    candidate = factory.SubFactory(CandidateFactory)
    name = factory.Sequence(lambda n: f"Applicant {n}")
    email = factory.SelfAttribute("candidate.email")
    cv = factory.SubFactory(StoredFileFactory)
    submitted_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    stage_since = factory.SelfAttribute("submitted_at")
    deadline_used = datetime(2100, 1, 1, tzinfo=UTC)
    stage = factory.LazyAttribute(lambda a: a.posting.stages.get(kind=Stage.Kind.RECEIVED))

    @classmethod
    def _create(cls, model_class: type[Application], *args: Any, **kwargs: Any) -> Application:
        """An outcome is that of a decision, without a letter and without a history."""
        made = super()._create(model_class, *args, **kwargs)
        if made.outcome:
            DecisionFactory(application=made, kind=made.outcome)
        return made


class DecisionFactory(DjangoModelFactory[Decision]):
    """Just now, and nobody was told, unless the applicant decided it. The outcome has to say the same."""

    class Meta:
        model = Decision

    kind = Outcome.REJECTED
    at = factory.LazyFunction(timezone.now)
    told_at = factory.LazyAttribute(lambda d: d.at if d.kind in THEIRS else None)


class DraftFactory(DjangoModelFactory[Draft]):
    class Meta:
        model = Draft

    posting = factory.SubFactory(PostingFactory)
    name = factory.Sequence(lambda n: f"Drafter {n}")
    email = factory.Sequence(lambda n: f"drafter{n}@example.com")
    email_key = factory.SelfAttribute("email")


def mark_sent(mails: QuerySet[OutgoingMail]) -> None:
    """As if a relay had just taken them, with what follows from it."""
    now = timezone.now()
    gone = list(mails)
    due = Coalesce("not_before", Value(now))
    mails.update(state=State.SENT, not_before=due, dot_at=now, sent_at=now, ended_at=now)
    for mail in gone:
        kind = kinds.get(mail.kind)
        if kind.when_sent:
            kind.when_sent(mail)


def many_applications(count: int, *, posting: Posting) -> list[Application]:
    """The same as from the factory, in three queries and not in thousands."""
    stage = posting.stages.get(kind=Stage.Kind.RECEIVED)
    candidates = Candidate.objects.bulk_create(CandidateFactory.build_batch(count))
    cvs = StoredFile.objects.bulk_create(StoredFileFactory.build_batch(count))
    return Application.objects.bulk_create(
        ApplicationFactory.build(posting=posting, candidate=candidate, cv=cv, stage=stage)
        for candidate, cv in zip(candidates, cvs, strict=True)
    )
