"""Loads the two postings of the sample, open as of today; the people are there already."""

from datetime import time, timedelta

from django.utils import timezone

from accounts.models import Organisation, User
from core.local_time import instant
from postings.models import Criterion, Faq, Membership, Posting, Question, Section, Stage
from recruitment.sample import it_operations, trainee
from recruitment.sample.shape import Days, SamplePosting


def load() -> None:
    if Posting.objects.exists():
        return
    _describe_organisation()
    today = timezone.localdate()
    _publish(it_operations.posting(Days.from_today(today, at_least=9)), opened_days_ago=12)
    _publish(trainee.posting(Days.from_today(today, at_least=20)), opened_days_ago=5)


def _describe_organisation() -> None:
    organisation = Organisation.current()
    organisation.about = "We make medicines in Kalundborg for people all over the world who live with serious chronic diseases."
    organisation.website = "https://example.com/"
    organisation.privacy_contact = "privacy@example.com"
    organisation.save()


def _publish(sample: SamplePosting, *, opened_days_ago: int) -> None:
    posting = Posting(**sample.fields)
    day = timezone.localdate() - timedelta(days=opened_days_ago)
    posting.opens_at = posting.published_at = instant(day, time(8), posting.zone)
    posting.state = Posting.State.PUBLISHED
    posting.save()
    _add_parts(posting, sample)
    for user in User.objects.filter(email__in=sample.members):
        Membership.objects.create(posting=posting, user=user)


def _add_parts(posting: Posting, sample: SamplePosting) -> None:
    for place, (kind, heading, body) in enumerate(sample.sections):
        Section.objects.create(posting=posting, kind=kind, heading=heading, body=body, position=place)
    for place, (question, answer) in enumerate(sample.faqs):
        Faq.objects.create(posting=posting, question=question, answer=answer, position=place)
    for place, (text, weight) in enumerate(sample.criteria):
        Criterion.objects.create(posting=posting, text=text, weight=weight, position=place)
    for place, (kind, text, is_required, help_, choices) in enumerate(sample.questions):
        Question.objects.create(
            posting=posting, kind=kind, text=text, is_required=is_required, help=help_, choices=choices,
            position=place,
        )  # fmt: skip
    for place, (kind, name) in enumerate(sample.stages):
        Stage.objects.create(posting=posting, kind=kind, name=name, position=place)
