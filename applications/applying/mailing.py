"""Queueing the mails of applying, in the transaction of what causes each."""

from datetime import datetime

from applications.applying.letters import (
    ANSWERED_ALREADY,
    DRAFT_LINK,
    MY,
    RECEIPT,
    SECOND_SUBMISSION,
    SIGN_IN_LINK,
)
from applications.models import Application, Draft, Link
from core.words import deadline_in_words, exactly_in_words
from mail import outbox
from mail.kinds import Kind
from mail.models import OutgoingMail
from postings.models import Posting
from postings.promises import timetable


def timetable_as_text(posting: Posting, *, now: datetime) -> str:
    return "\n".join(f"{row.what}: {row.when}" for row in timetable(posting, now=now))


def _queue(kind: Kind, application: Application, *, key: str, to: str, **context: str) -> OutgoingMail:
    posting = application.posting
    return outbox.queue(
        kind=kind.code,
        dedupe_key=f"{kind.code}:{key}",
        scope=f"posting:{posting.pk}",
        to=to,
        context={
            "name": application.name,
            "posting": posting.title,
            "reference": application.code,
            "my_url": MY,
            **context,
        },
        about=application.key,
        headers=posting.reply_to,
    )


def queue_receipt(application: Application, *, now: datetime) -> OutgoingMail:
    """`now`: when the text arrived that this receipt is for."""
    posting = application.posting
    return _queue(
        RECEIPT,
        application,
        key=f"{application.pk}:{application.text_version}",
        to=application.email,
        received=exactly_in_words(now, posting.time_zone),
        timetable=timetable_as_text(posting, now=now),
    )


def queue_second_submission(application: Application, *, draft: Draft) -> OutgoingMail:
    """`draft`: the newer text, which waits until its applicant chooses."""
    return _queue(
        SECOND_SUBMISSION,
        application,
        key=str(draft.pk),
        to=application.candidate.email,
        received=exactly_in_words(draft.submitted_at, application.posting.time_zone),
    )


def queue_answered_already(application: Application) -> OutgoingMail:
    """Once an application."""
    return _queue(ANSWERED_ALREADY, application, key=str(application.pk), to=application.candidate.email)


def queue_draft_link(draft: Draft, link: Link, *, url: str) -> OutgoingMail:
    posting = draft.posting
    return outbox.queue(
        kind=DRAFT_LINK.code,
        dedupe_key=f"draft_link:{link.pk}",
        scope=f"posting:{posting.pk}",
        to=draft.email,
        context={
            "posting": posting.title,
            "deadline": deadline_in_words(posting.deadline, posting.time_zone),
            "link": url,
        },
        about=f"draft:{draft.pk}",
        headers=posting.reply_to,
    )


def queue_sign_in_link(link: Link, *, token: str, to: str) -> OutgoingMail:
    return outbox.queue(
        kind=SIGN_IN_LINK.code,
        dedupe_key=f"sign_in_link:{link.pk}",
        scope="",
        to=to,
        context={"link": f"{MY}sign-in/{token}/"},
        about="",
    )
