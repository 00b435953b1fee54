"""The mails of applying: their default text, and what must still be true when they leave."""

import re
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from applications import sources
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
SOURCE = lazy(lambda: sources.told(sources.Source.REFERRAL, who=_("Maja Example")), str)()

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
ADDED_BY_HAND = Kind(
    code="added_by_hand",
    label=_("Added by hand: what we hold, and from whom"),
    placeholders={
        "name": _("Amina Example"),
        "posting": POSTING,
        "reference": "7KQ2MXPA",
        "received": RECEIVED,
        "organisation": _("Our organisation"),
        "source": SOURCE,
        "data_contact": "privacy@example.com",
        "my_url": MY,
        "contest_url": CONTEST,
    },
    subject=_("We have your CV for {posting}: what we hold, and from whom"),
    body=_(
        "Dear {name},\n\n"
        "Somebody gave us your CV for the position {posting}, and we have taken it as an application. You "
        "did not send it yourself, so we tell you what we hold, from whom, and what you can do.\n\n"
        "Who is responsible: {organisation}\n"
        "From whom we have it: {source}\n"
        "What we hold: your name, this e-mail address and your CV\n"
        "Since when: {received}\n"
        "Reference: {reference}\n"
        "Whom to ask: {data_contact}\n\n"
        "We use it to decide about this position and for nothing else. We may, because we have a legitimate "
        "interest in finding the right person for it (GDPR article 6(1)(f)). The recruiters, the hiring "
        "manager and those who would interview you read it. People decide; no machine judges or ranks "
        "you.\n\n"
        "There is no fixed day on which it is deleted, and nothing is deleted by itself. You can ask us for "
        "a copy, to correct it or to delete it, and you can object to our using it. You can also complain to "
        "the data protection authority of your country, in Denmark Datatilsynet.\n\n"
        "If you want to be considered, there is nothing that you need to do. If you do not, withdraw. To see "
        "what we hold, where it stands, and to withdraw at any time, ask for a sign-in link with this e-mail "
        "address:\n\n"
        "See or withdraw it: {my_url}\n\n"
        "If this is not about you, and reached you by a wrong address:\n\n"
        "This is not me: {contest_url}"
    ),
    after_uncertain="resend",
    required=["source", "data_contact", "my_url", "contest_url"],
    personal=CONTEST_LINK,
)
SENT_AFTER_ADDED = Kind(
    code="sent_after_added",
    label=_("An application of their own after they were added by hand"),
    placeholders=SECOND_SUBMISSION.placeholders,
    subject=_("Which text should we read? {posting}"),
    body=_(
        "Dear {name},\n\n"
        "An application for {posting} came from this e-mail address on {received}. We had your CV already, "
        "because somebody gave it to us (reference {reference}); we wrote to you about it then.\n\n"
        "We go on with what we had. If what was sent now should take its place, say so: ask for a sign-in "
        "link with this e-mail address, open the application, and choose to replace it or to keep it.\n\n"
        "Choose: {my_url}\n\n"
        "If it was not you who sent it, keep what we had. Nobody else can see that an application came.\n\n"
        "What you had before was not about me: {contest_url}"
    ),
    after_uncertain="resend",
    required=["contest_url"],
    personal=CONTEST_LINK,
)

REMINDERS = (DEADLINE_REMINDER, TEAM_DEADLINE, TEAM_WAITING)
ADDED = (ADDED_BY_HAND, SENT_AFTER_ADDED)


def register_all() -> None:
    """Called once, when the app is ready."""
    for kind in (RECEIPT, DRAFT_LINK, SIGN_IN_LINK, SECOND_SUBMISSION, ANSWERED_ALREADY, *ADDED, *REMINDERS):
        register(kind)
