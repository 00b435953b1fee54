"""What is told about an interview, and to whom."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core.words import moment_in_words, plural
from interviews import calendar
from interviews.models import Interview
from mail import outbox
from mail.models import GONE, OutgoingMail

Person = tuple[str, str, str]  # how the mail's key names them, their name, their address


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
    return (str(user.pk), user.name, user.email)


def the_applicant(interview: Interview) -> Person:
    return ("applicant", interview.application.name, interview.application.email)


def the_panel(interview: Interview) -> list[Person]:
    return [as_person(seat.person) for seat in interview.seats.select_related("person").order_by("person")]


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
    panel = ", ".join(name for _, name, _ in the_panel(interview))
    for who, name, address in people:
        is_applicant = who == "applicant"
        context = facts(interview, name=name, panel=panel) | more
        summary = f"Interview: {context['title']}"
        if not is_applicant:
            context["applicant_name"] = interview.application.name
            context["url"] = settings.BASE_URL + reverse("interviews:detail", args=[interview.pk])
            summary = f"Interview: {interview.application.name}, {context['title']}"
        description = "\n\n".join(filter(None, [f"With {panel}.", interview.message]))
        content = method and calendar.invitation(
            interview, method=method, summary=summary, description=description, to=address, name=name
        )
        outbox.queue(
            kind=f"interview_{'' if is_applicant else 'panel_'}{verb}",
            dedupe_key=f"{verb}:{interview.pk}:{interview.sequence}:{who}",
            scope=f"posting:{interview.application.posting_id}",
            to=address,
            context=context,
            about=f"interview:{interview.pk}",
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


def _told(interview: Interview) -> dict[str, tuple[str, int]]:
    """Who has had a letter about it: the verb and the SEQUENCE of the latest one."""
    gone = OutgoingMail.objects.about(f"interview:{interview.pk}").filter(state__in=GONE).order_by("id")
    told = {}
    for key in gone.values_list("dedupe_key", flat=True):
        verb, _, sequence, who = key.split(":")
        told[who] = (verb, int(sequence))
    return told


def tell_change(interview: Interview, *, before: datetime) -> None:
    """Who knows of it is told what it is now, and the time `before` if that is the one they know.

    Whoever is new, or has not had the first letter yet, gets the ordinary invitation.
    """
    told = _told(interview)
    new, know, know_better = [], [], []
    for person in [the_applicant(interview), *the_panel(interview)]:
        verb, sequence = told.get(person[0], ("", 0))
        if verb in {"", "left"}:
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
