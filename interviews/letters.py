"""What is told about an interview, and to whom."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core.templatetags.words import moment_in_words, plural
from interviews import calendar
from interviews.models import Interview
from mail import outbox

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
    interview: Interview, *, verb: str, people: Iterable[Person], method: calendar.Method | None = None
) -> None:
    """One mail to each of `people`: `verb` is invitation, cancelled or reminder."""
    panel = ", ".join(name for _, name, _ in the_panel(interview))
    for who, name, address in people:
        is_applicant = who == "applicant"
        context = facts(interview, name=name, panel=panel)
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


def call_off(interview: Interview, *, people: Iterable[User], applicant: bool) -> None:
    whom = [as_person(person) for person in people]
    if applicant:
        whom.insert(0, the_applicant(interview))
    write(interview, verb="cancelled", people=whom, method="CANCEL")


def remind(interview: Interview) -> None:
    write(interview, verb="reminder", people=[the_applicant(interview), *the_panel(interview)])
