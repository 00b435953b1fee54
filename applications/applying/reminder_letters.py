"""The mails that a deadline causes: to applicants with a draft, and to the team of a posting."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from applications.applying.reminders import WAITING_FOR
from applications.models import Application, Draft
from core.words import deadline_in_words_lazy
from mail.addresses import canonical
from mail.kinds import Kind
from mail.models import OutgoingMail
from postings.models import Posting

POSTING = _("Head of IT Operations")
DEADLINE = deadline_in_words_lazy(date(2027, 3, 12), "Europe/Copenhagen")


def still_unsent(mail: OutgoingMail) -> str:
    """Sent, deleted, closed or moved cancels it."""
    draft = Draft.objects.unsent().filter(pk=mail.about_id).select_related("posting").first()
    if draft is None:
        return gettext_noop("The draft was sent or deleted.")
    if draft.email_key != canonical(mail.to):
        return gettext_noop("The draft has another address now.")
    if draft.posting.deadline_revision != mail.revision:
        return gettext_noop("The deadline was moved.")
    if not Posting.objects.open().filter(pk=draft.posting_id).exists():
        return gettext_noop("The position takes no applications any more.")
    return gettext_noop("The applicant has applied with another draft.") if has_applied(draft) else ""


def has_applied(draft: Draft) -> bool:
    theirs = Application.objects.live().filter(posting=draft.posting_id)
    return theirs.filter(candidate__email_key=draft.email_key).exists()


def deadline_still_ahead(mail: OutgoingMail) -> str:
    same = Posting.objects.open().filter(pk=mail.about_id, deadline_revision=mail.revision).exists()
    return "" if same else gettext_noop("The deadline was moved, or has passed.")


def still_waiting(mail: OutgoingMail) -> str:
    old = Application.objects.waiting().filter(posting=mail.about_id, submitted_at__lte=Now() - WAITING_FOR)
    return "" if old.exists() else gettext_noop("Nothing waits any more.")


DEADLINE_REMINDER = Kind(
    code="deadline_reminder",
    label=_("Reminder of a deadline to a draft"),
    placeholders={
        "posting": POSTING,
        "deadline": DEADLINE,
        "link": f"{settings.BASE_URL}/jobs/head-of-it-operations/apply/open/abc/",
        "my_url": f"{settings.BASE_URL}/my/",
    },
    subject=_("Not sent yet: your application for {posting}"),
    body=_(
        "Hello,\n\n"
        "You have started an application for {posting}, and it has not been sent yet. "
        "The last day to send it is {deadline}.\n\n"
        "If you want to apply, open your draft and send it:\n\n"
        "Go on with it: {link}\n\n"
        "The link opens this draft only, on any device, until you have sent it. Do not pass it on: whoever "
        "has it can read and send the draft. All your drafts and applications are at {my_url}.\n\n"
        "If you have changed your mind, do nothing: the draft is deleted 48 hours after the deadline, and "
        "nobody here has read it."
    ),
    after_uncertain="resend",
    secret=True,
    guard=still_unsent,
    useful_for=timedelta(hours=20),
    required=["link"],
)
TEAM_DEADLINE = Kind(
    code="team_deadline",
    label=_("A deadline is near"),
    placeholders={
        "name": _("Rita Recruiter"),
        "posting": POSTING,
        "deadline": DEADLINE,
        "received": "41",
        "drafts": "17",
        "url": f"{settings.BASE_URL}/desk/",
    },
    subject=_("Closes on {deadline}: {posting}"),
    body=_(
        "Hello {name},\n\n"
        "{posting} closes on {deadline}.\n\n"
        "Received: {received}\nDrafts not sent yet: {drafts}\n\n"
        "Open the desk: {url}"
    ),
    after_uncertain="resend",
    guard=deadline_still_ahead,
    useful_for=timedelta(days=2),
    audience="Staff",
)
TEAM_WAITING = Kind(
    code="team_waiting",
    label=_("Applications have waited for a week"),
    placeholders={
        "name": _("Rita Recruiter"),
        "posting": POSTING,
        "waiting": "3",
        "url": f"{settings.BASE_URL}/desk/",
    },
    subject=_("Waiting for a week: {posting}"),
    body=_(
        "Hello {name},\n\n"
        "Applications for {posting} that came in a week ago or more, and that nobody has moved since: "
        "{waiting}.\n\n"
        "Whoever applied was promised an answer. Open the desk: {url}"
    ),
    after_uncertain="resend",
    guard=still_waiting,
    useful_for=timedelta(hours=20),
    audience="Staff",
)
