"""What is told about an interview, and to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core.words import moment_in_words, plural
from interviews import calendar
from interviews.models import Interview
from mail import outbox
from mail.models import GONE, OutgoingMail

TO_APPLICANT = {
    "invitation": "interview_invitation",
    "changed": "interview_changed",
    "cancelled": "interview_cancelled",
    "reminder": "interview_reminder",
}
TO_PANEL = {
    "invitation": "interview_panel_invitation",
    "changed": "interview_panel_changed",
    "left": "interview_panel_left",
    "cancelled": "interview_panel_cancelled",
    "reminder": "interview_panel_reminder",
}


@dataclass(frozen=True)
class Person:
    """Who is told; `user` is empty for the applicant."""

    name: str
    email: str
    user: User | None = None


def facts(interview: Interview, *, name: str, panel: str) -> dict[str, str]:
    return {
        "name": name,
        "title": interview.application.posting.title,
        "when": moment_in_words(interview.during.lower, interview.time_zone),
        "length": plural(interview.minutes, "minute"),
        "where": interview.where,
        "panel": panel,
        "message": interview.message,
    }


def as_person(user: User) -> Person:
    return Person(user.name, user.email, user)


def the_applicant(interview: Interview) -> Person:
    return Person(interview.application.name, interview.application.email)


def the_panel(interview: Interview) -> list[Person]:
    return [as_person(seat.person) for seat in interview.seats.select_related("person").order_by("person")]


def letter_key(interview: Interview, person: Person, *, verb: str) -> str:
    who = person.user.pk if person.user else "applicant"
    return f"{verb}:{interview.pk}:{interview.sequence}:{who}"


def write(
    interview: Interview,
    *,
    verb: str,
    people: Iterable[Person],
    method: calendar.Method | None = None,
    **more: str,
) -> None:
    """One mail to each of `people`: `verb` is invitation, changed, left, cancelled or reminder.

    `more`: words that only this letter has, or that are others in it.
    """
    panel = ", ".join(person.name for person in the_panel(interview))
    for person in people:
        context = facts(interview, name=person.name, panel=panel) | more
        summary = f"Interview: {context['title']}"
        if person.user:
            context["applicant_name"] = interview.application.name
            context["url"] = settings.BASE_URL + reverse("interviews:detail", args=[interview.pk])
            summary = f"Interview: {interview.application.name}, {context['title']}"
        description = "\n\n".join(filter(None, [f"With {panel}.", interview.message]))
        content = method and calendar.invitation(
            interview,
            method=method,
            summary=summary,
            description=description,
            to=person.email,
            name=person.name,
        )
        outbox.queue(
            kind=(TO_PANEL if person.user else TO_APPLICANT)[verb],
            dedupe_key=letter_key(interview, person, verb=verb),
            about=interview,
            revision=interview.sequence,
            scope=interview.application.posting,
            to=person.email,
            to_user=person.user,
            context=context,
            headers=interview.application.posting.reply_to,
            attachments=calendar.attachments(content, method=method) if content and method else [],
        )


def invite(interview: Interview) -> None:
    write(
        interview,
        verb="invitation",
        people=[the_applicant(interview), *the_panel(interview)],
        method="REQUEST",
    )


def _told(interview: Interview) -> dict[int | None, tuple[str, int]]:
    """By user, or None for the applicant: the kind and the SEQUENCE of the latest letter they have had."""
    gone = OutgoingMail.objects.about(interview).filter(state__in=GONE).order_by("id")
    return {who: (kind, at) for who, kind, at in gone.values_list("to_user", "kind", "revision")}


def tell_change(interview: Interview, *, before: datetime) -> None:
    """Who knows of it is told what it is now, and the time `before` if that is the one they know.

    Whoever is new, or has not had the first letter yet, gets the ordinary invitation.
    """
    told = _told(interview)
    new, know, know_better = [], [], []
    for person in [the_applicant(interview), *the_panel(interview)]:
        kind, sequence = told.get(person.user.pk if person.user else None, ("", 0))
        if kind in {"", "interview_panel_left"}:
            new.append(person)
        elif interview.during.lower != before and sequence == interview.sequence - 1:
            know_better.append(person)
        else:
            know.append(person)
    was = f"Before: {moment_in_words(before, interview.time_zone)}"
    write(interview, verb="invitation", people=new, method="REQUEST")
    write(interview, verb="changed", people=know, method="REQUEST", before="")
    write(interview, verb="changed", people=know_better, method="REQUEST", before=was)


def tell_leaving(interview: Interview, *, people: Iterable[User], before: datetime) -> None:
    """They are off the panel; what they know is the time `before`."""
    when = moment_in_words(before, interview.time_zone)
    write(interview, verb="left", people=map(as_person, people), method="CANCEL", when=when)


def call_off(interview: Interview) -> None:
    write(
        interview,
        verb="cancelled",
        people=[the_applicant(interview), *the_panel(interview)],
        method="CANCEL",
    )


def remind(interview: Interview) -> None:
    write(interview, verb="reminder", people=[the_applicant(interview), *the_panel(interview)])
