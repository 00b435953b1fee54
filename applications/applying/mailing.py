"""Queueing the mails of applying, in the transaction of what causes each."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import Organisation
from applications.applying import contesting
from applications.models import Application, Draft, Link
from core.languages import current, speaking
from core.words import deadline_in_words, exactly_in_words
from mail import outbox
from mail.models import OutgoingMail
from postings.models import Posting
from postings.promises import timetable


def timetable_as_text(posting: Posting, *, now: datetime) -> str:
    return "\n".join(f"{row.what}: {row.when}" for row in timetable(posting, now=now))


def receipt_key(application: Application) -> str:
    return f"receipt:{application.pk}:{application.text_version}"


def second_submission_key(draft: Draft) -> str:
    return f"second_submission:{draft.pk}"


def added_key(application: Application) -> str:
    return f"added:{application.pk}"


def answered_already_key(application: Application) -> str:
    return f"answered_already:{application.pk}"


def draft_link_key(link: Link) -> str:
    return f"draft_link:{link.pk}"


def sign_in_link_key(link: Link) -> str:
    return f"sign_in_link:{link.pk}"


def _queue(
    kind: str, application: Application, *, dedupe_key: str, to: str, revision: int = 0, **context: str
) -> OutgoingMail:
    """Called where the language of the application is spoken already."""
    posting = application.posting
    return outbox.queue(
        kind=kind,
        dedupe_key=dedupe_key,
        about=application,
        revision=revision,
        scope=posting,
        to=to,
        language=application.language,
        context={
            "name": application.name,
            "posting": posting.title,
            "reference": application.code,
            "my_url": settings.BASE_URL + reverse("desk:my"),
            "contest_url": settings.BASE_URL + contesting.path_for(application),
            **context,
        },
        headers=posting.reply_to,
    )


def queue_receipt(application: Application, *, now: datetime) -> OutgoingMail:
    """`now`: when the text arrived that this receipt is for."""
    posting = application.posting
    with speaking(application.language):
        return _queue(
            "receipt",
            application,
            dedupe_key=receipt_key(application),
            revision=application.text_version,
            to=application.email,
            received=exactly_in_words(now, posting.time_zone),
            timetable=timetable_as_text(posting, now=now),
        )


def queue_added(application: Application) -> OutgoingMail:
    """GDPR article 14: whose data came from somebody else is told what is held, from whom and why."""
    posting, organisation = application.posting, Organisation.current()
    with speaking(application.language):
        return _queue(
            "added_by_hand",
            application,
            dedupe_key=added_key(application),
            to=application.email,
            received=exactly_in_words(application.submitted_at, posting.time_zone),
            organisation=organisation.name,
            source=application.from_whom,
            data_contact=organisation.privacy_contact or posting.contact_email or organisation.name,
        )


def queue_second_submission(application: Application, *, draft: Draft) -> OutgoingMail:
    """`draft`: the newer text, which waits until its applicant chooses."""
    with speaking(application.language):
        return _queue(
            "sent_after_added" if application.is_as_added else "second_submission",
            application,
            dedupe_key=second_submission_key(draft),
            to=application.candidate.email,
            received=exactly_in_words(draft.submitted_at, application.posting.time_zone),
        )


def queue_answered_already(application: Application) -> OutgoingMail:
    """Once an application."""
    key = answered_already_key(application)
    with speaking(application.language):
        return _queue("answered_already", application, dedupe_key=key, to=application.candidate.email)


def queue_draft_link(draft: Draft, link: Link, *, url: str) -> OutgoingMail:
    posting = draft.posting
    with speaking(draft.language):
        return outbox.queue(
            kind="draft_link",
            dedupe_key=draft_link_key(link),
            about=draft,
            scope=posting,
            to=draft.email,
            language=draft.language,
            context={
                "posting": posting.title,
                "deadline": deadline_in_words(posting.deadline, posting.time_zone),
                "link": url,
            },
            headers=posting.reply_to,
        )


def queue_sign_in_link(link: Link, *, token: str, to: str) -> OutgoingMail:
    """In the language of the page on which it was asked for."""
    return outbox.queue(
        kind="sign_in_link",
        language=current(),
        dedupe_key=sign_in_link_key(link),
        about=link,
        scope=None,
        to=to,
        context={"link": settings.BASE_URL + reverse("desk:my_sign_in", args=[token])},
    )
