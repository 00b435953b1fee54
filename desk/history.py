"""What happened to one application, latest first: moves, mails, interviews, proposals; who and when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Self

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application, Transition
from core.words import moment_in_words, moment_short
from interviews.models import Interview
from mail.models import OutgoingMail
from screening.models import Proposal


@dataclass(frozen=True)
class Event:
    at: datetime
    what: str
    who: str = ""  # empty: nobody did it
    note: str = ""
    state: str = ""
    state_kind: str = "quiet"  # good, warn, bad or quiet: the colour of the word
    href: str = ""

    @classmethod
    def done(cls, at: datetime, sentence: str, *, who: str, **more: str) -> Self:
        """Of a sentence that begins with whoever did it, so that they stand in a column of their own."""
        what = sentence.removeprefix(who)
        return cls(at, what.lstrip(), who=who if what != sentence else "", **more)


STATE_KINDS = {"sent": "good", "failed": "bad", "uncertain": "bad", "retry": "warn", "cancelled": "quiet"}


DECIDED = ["decision__reason", "decision__told_by"]


def of(
    application: Application,
    *,
    interviews: Iterable[Interview],
    proposals: Iterable[Proposal],
    letters: Iterable[Event],
) -> list[Event]:
    """All but the moves is shown on its page too."""
    moves = list(application.transitions.select_related("by", "to_stage", *DECIDED))
    events = chain(
        _moves(application, moves),
        _proposals(proposals),
        _telling(moves),
        letters,
        _interviews(interviews),
    )
    return sorted(events, key=lambda event: event.at, reverse=True)


def _moves(application: Application, moves: list[Transition]) -> Iterator[Event]:
    if not any(move.from_stage_id is None for move in moves):
        yield Event.done(application.submitted_at, _("The applicant sent it"), who=_("The applicant"))
    for move in moves:
        decision = None if move.undoes_id else move.decision
        words = [decision.reason.text if decision.reason else "", decision.comment] if decision else []
        yield Event.done(move.at, move.sentence, who=move.who, note=" · ".join(filter(None, words)))


def _proposals(proposals: Iterable[Proposal]) -> Iterator[Event]:
    for proposal in proposals:
        note = " · ".join(filter(None, [proposal.reason.text, proposal.comment]))
        proposed = _("{name} proposed to reject it").format(name=proposal.by.name)
        yield Event.done(proposal.at, proposed, who=proposal.by.name, note=note)


def _telling(moves: list[Transition]) -> Iterator[Event]:
    """Told in another way than by a letter, which stands among the mails."""
    for decision in (move.decision for move in moves if not move.undoes_id):
        if decision and decision.told_at and decision.told_by:
            who = decision.told_by.name
            told = _("{name} wrote down that the applicant was told").format(name=who)
            yield Event.done(decision.told_at, told, who=who, note=decision.told_how)


def letters(application: Application, *, user: User) -> list[Event]:
    """The mails about it that this person may read, latest first."""
    mails = OutgoingMail.objects.about(application).visible_to(user)
    written = mails.select_related("written_by").defer("text", "html", "attachments")
    return [_letter(mail) for mail in written]


def _letter(mail: OutgoingMail) -> Event:
    """One that somebody wrote has its writer and its subject beside it; all others are told by their kind."""
    more = {
        "state": state_of(mail),
        "state_kind": STATE_KINDS.get(mail.state, "warn"),
        "href": reverse("mail:mail", args=[mail.pk]),
    }
    if mail.written_by is None:
        said = _("{kind}: letter to {address}").format(kind=mail.label, address=mail.to)
        return Event(mail.created_at, said, **more)
    who = mail.written_by.name
    wrote = _("{name} wrote to {address}: {kind}").format(name=who, address=mail.to, kind=mail.label)
    return Event.done(mail.created_at, wrote, who=who, note=mail.subject, **more)


def state_of(mail: OutgoingMail) -> str:
    if mail.is_held:
        return _("Held")
    if mail.is_waiting and mail.not_before and mail.not_before > timezone.now():
        return _("Leaves {when}").format(when=moment_short(mail.not_before))
    if mail.is_due and mail.state == OutgoingMail.State.QUEUED:
        return _("Leaves now")
    return mail.get_state_display()


def _interviews(interviews: Iterable[Interview]) -> Iterator[Event]:
    for interview in interviews:
        when = moment_in_words(interview.during.lower, interview.time_zone)
        href = reverse("interviews:detail", args=[interview.pk])
        who = interview.created_by.name
        was_set = _("{name} set an interview").format(name=who)
        yield Event.done(interview.created_at, was_set, who=who, note=when, href=href)
        if interview.cancelled_at:
            yield Event(interview.cancelled_at, _("The interview was cancelled"), note=when, href=href)
