"""Whoever answers a mail about a posting is read by its contact."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from applications.applying import links, mailing, reminders
from applications.transitions import deciding
from interviews import telling
from mail.models import OutgoingMail
from postings.models import Posting
from tests.decisions import reject
from tests.factories import (
    ApplicationFactory,
    DraftFactory,
    MembershipFactory,
    PostingFactory,
    ReasonFactory,
    mark_sent,
)
from tests.interviews.plans import booked

KINDS = {
    "answered_already", "deadline_reminder", "draft_link", "interview_cancelled", "interview_changed",
    "interview_invitation", "interview_panel_cancelled", "interview_panel_changed",
    "interview_panel_invitation", "interview_panel_left", "interview_panel_reminder",
    "interview_reminder", "receipt", "rejection", "second_submission", "team_deadline", "withdrawn",
}  # fmt: skip


def tell_everything(posting: Posting, *, manager: User) -> dict[str, dict[str, str]]:
    """Every kind of mail about one posting: code → its headers."""
    MembershipFactory(posting=posting, user=manager)
    one, other = ApplicationFactory.create_batch(2, posting=posting)
    draft = DraftFactory(posting=posting)
    newer = DraftFactory(posting=posting, submitted_at=timezone.now(), application=one)
    mailing.queue_receipt(one, now=timezone.now())
    mailing.queue_second_submission(one, draft=newer)
    mailing.queue_answered_already(one)
    links.send_draft_link(draft)
    interview = booked(one, manager)
    telling.remind(interview)
    mark_sent(OutgoingMail.objects.about(interview))
    interview.sequence += 1
    telling.tell_change(interview, before=timezone.now())
    telling.tell_leaving(interview, people=[manager], before=timezone.now())
    telling.call_off(interview)
    reminders.remind_all()
    reject(one, reason=ReasonFactory(), by=manager, version=1)
    deciding.withdraw(other)
    return {mail.kind: mail.headers for mail in OutgoingMail.objects.all()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contact", "headers"),
    [("hr@københavn.dk", {"Reply-To": "hr@xn--kbenhavn-54a.dk"}), ("", {})],
)
def test_answers_go_to_the_contact(manager: User, contact: str, headers: dict[str, str]) -> None:
    ends_soon = (timezone.now() + timedelta(days=2)).date()
    posting = PostingFactory(contact_email=contact, deadline=ends_soon)

    told = tell_everything(posting, manager=manager)

    assert told == dict.fromkeys(KINDS, headers)
