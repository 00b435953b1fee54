"""The mails of applying: their default text, and what must still be true when they leave."""

import re
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from applications.applying.reminder_letters import (
    DEADLINE,
    DEADLINE_REMINDER,
    POSTING,
    TEAM_DEADLINE,
    TEAM_WAITING,
)
from applications.models import Draft, Link
from core.words import day_in_words, deadline_in_words, exactly_in_words_lazy
from mail.addresses import canonical
from mail.kinds import Kind, register
from mail.models import OutgoingMail

MY = f"{settings.BASE_URL}/my/"
CONTEST = f"{MY}contest/abc/"
CONTEST_LINK = re.compile(re.escape(f"{MY}contest/") + r"[^/\s\"<]+")  # whoever has it speaks for the mailbox
ZONE = "Europe/Copenhagen"
RECEIVED = exactly_in_words_lazy(datetime(2027, 3, 11, 21, 17, 5, tzinfo=UTC), ZONE)


def _timetable() -> str:
    rows = [
        (_("Apply by"), deadline_in_words(date(2027, 3, 12), ZONE)),
        (_("Every application is read by"), day_in_words(date(2027, 3, 19))),
    ]
    return "\n".join(f"{what}: {when}" for what, when in rows)


TIMETABLE = lazy(_timetable, str)()

RECEIPT = Kind(
    code="receipt",
    label=_("Receipt for an application"),
    placeholders={
        "name": _("Amina Example"),
        "posting": POSTING,
        "reference": "7KQ2MXPA",
        "received": RECEIVED,
        "timetable": TIMETABLE,
        "my_url": MY,
        "contest_url": CONTEST,
    },
    subject=_("We have your application: {posting}"),
    body=_(
        "Dear {name},\n\n"
        "We have your application for {posting}.\n\n"
        "Reference: {reference}\nReceived: {received}\n\n"
        "This is what happens, and when:\n\n{timetable}\n\n"
        "You can see where your application stands, read what you sent, and withdraw it at any time. "
        "Ask for a sign-in link with this e-mail address:\n\n"
        "See your application: {my_url}\n\n"
        "Keep this mail: whoever helps you will ask for the reference.\n\n"
        "This was not me: {contest_url}"
    ),
    after_uncertain="resend",
    required=["contest_url"],
    personal=CONTEST_LINK,
)


def link_is_open(mail: OutgoingMail) -> str:
    """A link that is over is not worth sending."""
    open_link = Link.objects.filter(pk=mail.about_id, used_at__isnull=True, expires_at__gt=Now()).exists()
    return "" if open_link else gettext_noop("The link is used or over.")


def draft_waits(mail: OutgoingMail) -> str:
    """A link to a draft that was sent, deleted or given another address opens nothing."""
    waits = Draft.objects.unsent().filter(pk=mail.about_id, email_key=canonical(mail.to)).exists()
    return "" if waits else gettext_noop("The draft was sent or deleted, or has another address now.")


DRAFT_LINK = Kind(
    code="draft_link",
    label=_("Link to a draft"),
    placeholders={
        "posting": POSTING,
        "deadline": DEADLINE,
        "link": f"{settings.BASE_URL}/jobs/head-of-it-operations/apply/open/abc/",
    },
    subject=_("Your draft: {posting}"),
    body=_(
        "Hello,\n\n"
        "You have started an application for {posting} and left it for later. It has not been sent yet.\n\n"
        "Go on with it: {link}\n\n"
        "The last day to send it is {deadline}. The link opens this draft only, on any device, until you "
        "have sent it. Do not pass it on: whoever has it can read and send the draft.\n\n"
        "If it was not you, do nothing: the draft is deleted 48 hours after the deadline."
    ),
    after_uncertain="resend",
    secret=True,
    guard=draft_waits,
    required=["link"],
)
SIGN_IN_LINK = Kind(
    code="sign_in_link",
    label=_("Sign-in link for an applicant"),
    placeholders={"link": f"{settings.BASE_URL}/my/sign-in/abc/"},
    subject=_("Your sign-in link"),
    body=_(
        "Hello,\n\n"
        "Here is the link to your applications. It works once, for ten minutes.\n\n"
        "Sign in: {link}\n\n"
        "If you did not ask for it, do nothing: nobody can use it without this mail."
    ),
    after_uncertain="resend",
    secret=True,
    guard=link_is_open,
    useful_for=timedelta(minutes=10),
    required=["link"],
)
SECOND_SUBMISSION = Kind(
    code="second_submission",
    label=_("A second application from the same address"),
    placeholders={
        "name": _("Amina Example"),
        "posting": POSTING,
        "reference": "7KQ2MXPA",
        "received": RECEIVED,
        "my_url": MY,
        "contest_url": CONTEST,
    },
    subject=_("You have applied twice: which text should we read? {posting}"),
    body=_(
        "Dear {name},\n\n"
        "We had your application for {posting} (reference {reference}) already when another one came "
        "from this e-mail address on {received}.\n\n"
        "We go on with the first one. If the newer one should take its place, say so: ask for a sign-in "
        "link with this e-mail address, open the application, and choose to replace it or to keep it.\n\n"
        "Choose: {my_url}\n\n"
        "If it was not you, keep the first one. Nobody else can see that you have applied.\n\n"
        "The first one was not me: {contest_url}"
    ),
    after_uncertain="resend",
    required=["contest_url"],
    personal=CONTEST_LINK,
)
ANSWERED_ALREADY = Kind(
    code="answered_already",
    label=_("A second application after the answer"),
    placeholders={
        "name": _("Amina Example"),
        "posting": POSTING,
        "reference": "7KQ2MXPA",
        "my_url": MY,
        "contest_url": CONTEST,
    },
    subject=_("We have answered already: {posting}"),
    body=_(
        "Dear {name},\n\n"
        "Another application for {posting} came from this e-mail address. We have answered the first one "
        "(reference {reference}), and one person can apply for a position once: the new one is not read.\n\n"
        "See your applications: {my_url}\n\n"
        "If the first one was not yours, say so, and the next one that you send is read.\n\n"
        "The first one was not me: {contest_url}\n\n"
        "Nobody else can see that you have applied."
    ),
    after_uncertain="resend",
    required=["contest_url"],
    personal=CONTEST_LINK,
)

REMINDERS = (DEADLINE_REMINDER, TEAM_DEADLINE, TEAM_WAITING)


def register_all() -> None:
    """Called once, when the app is ready."""
    for kind in (RECEIPT, DRAFT_LINK, SIGN_IN_LINK, SECOND_SUBMISSION, ANSWERED_ALREADY, *REMINDERS):
        register(kind)
