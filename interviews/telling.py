"""What is told about an interview, and to whom."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from accounts.languages import language_of
from accounts.models import User
from applications.consequences import Consequence
from applications.models import Application
from core.languages import speaking
from core.words import minutes, moment_in_words, moment_in_words_lazy
from interviews import calendar
from interviews.models import Interview
from mail import outbox
from mail.models import GONE, OutgoingMail
from mail.subjects import Subject

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
    language: str
    user: User | None = None


def before_in_words(moment: datetime, *, zone: str) -> str:
    return _("Before: {moment}").format(moment=moment_in_words(moment, zone))


before_in_words_lazy = lazy(before_in_words, str)


def facts(interview: Interview, *, name: str, panel: str) -> dict[str, str]:
    return {
        "name": name,
        "title": interview.application.posting.title,
        "when": moment_in_words(interview.during.lower, interview.time_zone),
        "length": minutes(interview.minutes),
        "where": interview.where,
        "panel": panel,
        "message": interview.message,
    }


def as_person(user: User) -> Person:
    return Person(user.name, user.email, language_of(user), user)


def the_applicant(interview: Interview) -> Person:
    applicant = interview.application
    return Person(applicant.name, applicant.email, applicant.language)


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
    **more: str | Promise,
) -> None:
    """One mail to each of `people`, in the language of each: `verb` is invitation, changed, left, cancelled
    or reminder.

    `more`: words that only this letter has, or that are others in it; lazy where a language shows.
    """
    panel = ", ".join(person.name for person in the_panel(interview))
    for person in people:
        with speaking(person.language):
            said = {name: str(words) for name, words in more.items()}
            context = facts(interview, name=person.name, panel=panel) | said
            if person.user:
                context["applicant_name"] = interview.application.name
                context["url"] = settings.BASE_URL + reverse("interviews:detail", args=[interview.pk])
            content = method and _calendar(
                interview, person, method=method, sequence=interview.sequence, context=context
            )
            outbox.queue(
                kind=(TO_PANEL if person.user else TO_APPLICANT)[verb],
                dedupe_key=letter_key(interview, person, verb=verb),
                about=interview,
                revision=interview.sequence,
                scope=interview.application.posting,
                to=person.email,
                to_user=person.user,
                language=person.language,
                context=context,
                headers=interview.application.posting.reply_to,
                attachments=calendar.attachments(content, method=method) if content and method else [],
            )


def _calendar(
    interview: Interview,
    person: Person,
    *,
    method: calendar.Method,
    sequence: int,
    context: Mapping[str, str],
) -> bytes:
    summary = _("Interview: {title}").format(title=context["title"])
    if person.user:
        who = interview.application.name
        summary = _("Interview: {applicant}, {title}").format(applicant=who, title=context["title"])
    with_whom = _("With {panel}.").format(panel=context["panel"])
    return calendar.invitation(
        interview,
        method=method,
        sequence=sequence,
        summary=summary,
        description="\n\n".join(filter(None, [with_whom, interview.message])),
        language=person.language,
        to=person.email,
        name=person.name,
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
    was = before_in_words_lazy(before, zone=interview.time_zone)
    write(interview, verb="invitation", people=new, method="REQUEST")
    write(interview, verb="changed", people=know, method="REQUEST", before="")
    write(interview, verb="changed", people=know_better, method="REQUEST", before=was)


def tell_leaving(interview: Interview, *, people: Iterable[User], before: datetime) -> None:
    """They are off the panel; what they know is the time `before`."""
    when = moment_in_words_lazy(before, interview.time_zone)
    write(interview, verb="left", people=map(as_person, people), method="CANCEL", when=when)


def call_off(interview: Interview, *, tells_applicant: bool = True) -> None:
    """`tells_applicant`: not where the letter of the decision tells them."""
    applicant = [the_applicant(interview)] if tells_applicant else []
    write(interview, verb="cancelled", people=[*applicant, *the_panel(interview)], method="CANCEL")


def called_off_by_decision(application: Application) -> Iterator[Consequence]:
    """What a decision's letter says of the interviews to come, and the files that take them out of the
    applicant's calendar: in the SEQUENCE that calling them off will give them."""
    for interview in application.interviews.live().filter(during__startswith__gt=Now()).order_by("during"):
        when = moment_in_words(interview.during.lower, interview.time_zone)
        panel = ", ".join(person.name for person in the_panel(interview))
        person = the_applicant(interview)
        content = _calendar(
            interview,
            person,
            method="CANCEL",
            sequence=interview.sequence + 1,
            context=facts(interview, name=person.name, panel=panel),
        )
        yield Consequence(
            said=_(
                "There is an interview on {when}. It is called off when the letter goes, which tells "
                "them so; the panel is told then."
            ).format(when=when),
            told=_(
                "Our interview on {when} does therefore not take place; the attached file takes it out of "
                "your calendar."
            ).format(when=when),
            attachments=tuple(calendar.attachments(content, method="CANCEL")),
        )


def remind(interview: Interview) -> None:
    write(interview, verb="reminder", people=[the_applicant(interview), *the_panel(interview)])


def subjects_of(ids: Collection[int]) -> dict[int, Subject]:
    """Whom the outbox names beside a mail about an interview."""
    rows = Interview.objects.filter(pk__in=ids).values_list("pk", "application__name", "application__code")
    return {pk: Subject(name, reverse("desk:application", args=[code])) for pk, name, code in rows}
