"""What happened to one application, latest first: moves, mails, interviews, proposals; who and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from core.words import moment_in_words, moment_short
from interviews.models import Interview
from mail.models import OutgoingMail


@dataclass(frozen=True)
class Event:
    at: datetime
    sentence: str
    note: str = ""
    state: str = ""
    state_kind: str = "quiet"  # good, warn, bad or quiet: the colour of the word
    href: str = ""


STATE_KINDS = {"sent": "good", "failed": "bad", "uncertain": "bad", "retry": "warn", "cancelled": "quiet"}


def of(application: Application, *, user: User) -> list[Event]:
    events = chain(
        _moves(application),
        _proposals(application),
        _telling(application),
        _mails(application, user),
        _interviews(application),
    )
    return sorted(events, key=lambda event: event.at, reverse=True)


def _moves(application: Application) -> Iterator[Event]:
    moves = list(application.transitions.select_related("by", "to_stage", "reason"))
    if not any(move.from_stage_id is None for move in moves):
        yield Event(application.submitted_at, "The applicant sent it")
    for move in moves:
        note = " · ".join(filter(None, [move.reason.text if move.reason else "", move.comment]))
        yield Event(move.at, move.sentence, note)


def _proposals(application: Application) -> Iterator[Event]:
    for proposal in application.proposals.select_related("by", "reason"):
        note = " · ".join(filter(None, [proposal.reason.text, proposal.comment]))
        yield Event(proposal.at, f"{proposal.by.name} proposed to reject it", note)


def _telling(application: Application) -> Iterator[Event]:
    if application.told_at and application.told_by:
        yield Event(
            application.told_at,
            f"{application.told_by.name} wrote down that the applicant was told",
            application.told_how,
        )


def _mails(application: Application, user: User) -> Iterator[Event]:
    mails = OutgoingMail.objects.about(application).visible_to(user)
    for mail in mails.defer("text", "html", "attachments"):
        kind = STATE_KINDS.get(mail.state, "warn")
        href = reverse("mail:mail", args=[mail.pk])
        yield Event(
            mail.created_at,
            f"{mail.label}: letter to {mail.to}",
            state=state_of(mail),
            state_kind=kind,
            href=href,
        )


def state_of(mail: OutgoingMail) -> str:
    if mail.is_held:
        return "Held"
    if mail.is_waiting and mail.not_before and mail.not_before > timezone.now():
        return f"Leaves {moment_short(mail.not_before)}"
    if mail.is_due and mail.state == OutgoingMail.State.QUEUED:
        return "Leaves now"
    return mail.get_state_display()


def _interviews(application: Application) -> Iterator[Event]:
    for interview in Interview.objects.filter(application=application).select_related("created_by"):
        when = moment_in_words(interview.during.lower, interview.time_zone)
        href = reverse("interviews:detail", args=[interview.pk])
        yield Event(interview.created_at, f"{interview.created_by.name} set an interview", when, href=href)
        if interview.cancelled_at:
            yield Event(interview.cancelled_at, "The interview was cancelled", when, href=href)
