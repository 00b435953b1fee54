"""The letters about an interview, and until when each is still true."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.words import minutes_lazy, moment_in_words_lazy
from interviews.models import Interview
from interviews.telling import before_in_words_lazy
from mail.kinds import Kind, Words, register
from mail.models import OutgoingMail

ZONE = "Europe/Copenhagen"
FOR_APPLICANT: dict[str, Words] = {
    "name": "Amina Example",
    "title": _("Head of IT Operations"),
    "when": moment_in_words_lazy(datetime(2027, 3, 12, 9, tzinfo=UTC), ZONE),
    "length": minutes_lazy(45),
    "where": _("Room 2, Harbour Road 1"),
    "panel": "Mads Manager, Ines Interviewer",
    "message": _("Please bring nothing but yourself."),
}
FOR_PANEL: dict[str, Words] = {
    **FOR_APPLICANT,
    "applicant_name": "Amina Example",
    "url": f"{settings.BASE_URL}/desk/interviews/7/",
}
BEFORE = {"before": before_in_words_lazy(datetime(2027, 3, 5, 13, tzinfo=UTC), zone=ZONE)}
STAFF_WROTE = ["title", "where", "message"]


def interview_of(mail: OutgoingMail) -> Interview | None:
    return Interview.objects.filter(pk=mail.about_id).first()


def still_as_told(mail: OutgoingMail) -> str:
    """An invitation or a reminder tells of one SEQUENCE of a live interview that is still to come."""
    interview = interview_of(mail)
    if interview is None or not interview.is_live:
        return gettext_noop("The interview was cancelled.")
    if interview.sequence != mail.revision:
        return gettext_noop("The interview was changed; a newer letter tells of it.")
    if not Interview.objects.filter(pk=interview.pk, during__startswith__gt=Now()).exists():
        return gettext_noop("The interview has begun.")
    return ""


def still_called_off(mail: OutgoingMail) -> str:
    interview = interview_of(mail)
    if interview is None or not interview.is_live:
        return ""
    if mail.to_user_id and not interview.seats.filter(person=mail.to_user_id).exists():
        return ""
    return gettext_noop("This person is to come after all.")


def _to_applicant(code: str, *, more: Mapping[str, Words] = MappingProxyType({}), **words: Any) -> Kind:
    return Kind(
        code=code,
        placeholders={**FOR_APPLICANT, **more},
        after_uncertain="resend",
        trusted=STAFF_WROTE,
        **words,
    )


def _to_panel(code: str, *, more: Mapping[str, Words] = MappingProxyType({}), **words: Any) -> Kind:
    return Kind(
        code=code,
        placeholders={**FOR_PANEL, **more},
        after_uncertain="resend",
        trusted=STAFF_WROTE,
        audience="Staff",
        **words,
    )


KINDS = [
    _to_applicant(
        "interview_invitation",
        label=_("Invitation to an interview"),
        subject=_("Interview: {title}"),
        body=_(
            "Dear {name},\n\nWe would like to meet you about the position {title}.\n\n"
            "When: {when}\nHow long: {length}\nWhere: {where}\nYou meet: {panel}\n\n{message}\n\n"
            "The invitation is attached, so that your calendar can keep it. If the interview is moved, we "
            "write again and your calendar follows. If the time does not suit you, answer this mail."
        ),
        guard=still_as_told,
    ),
    _to_applicant(
        "interview_changed",
        more=BEFORE,
        label=_("An interview is changed"),
        subject=_("Changed: interview, {title}"),
        body=_(
            "Dear {name},\n\nOur interview about the position {title} has changed. Now it is:\n\n"
            "When: {when}\n{before}\nHow long: {length}\nWhere: {where}\nYou meet: {panel}\n\n{message}\n\n"
            "The attached file changes the entry in your calendar. If this does not suit you, answer this "
            "mail."
        ),
        guard=still_as_told,
    ),
    _to_applicant(
        "interview_cancelled",
        label=_("An interview is cancelled"),
        subject=_("Cancelled: interview, {title}"),
        body=_(
            "Dear {name},\n\nThe interview about the position {title} on {when} will not take place. "
            "The attached file takes it out of your calendar."
        ),
        guard=still_called_off,
    ),
    _to_applicant(
        "interview_reminder",
        label=_("Reminder of an interview"),
        subject=_("Reminder: interview on {when}"),
        body=_(
            "Dear {name},\n\nThis is to remind you of our interview about the position {title}.\n\n"
            "When: {when}\nHow long: {length}\nWhere: {where}\nYou meet: {panel}\n\n{message}\n\n"
            "We look forward to it."
        ),
        guard=still_as_told,
        useful_for=timedelta(hours=24),
    ),
    _to_panel(
        "interview_panel_invitation",
        label=_("Invitation to a panel"),
        subject=_("Interview: {applicant_name}, {title}"),
        body=_(
            "Dear {name},\n\n"
            "You are on the panel that meets {applicant_name} about the position {title}.\n\n"
            "When: {when}\nHow long: {length}\nWhere: {where}\nPanel: {panel}\n\n"
            "The application and the CV: {url}\n\nThe invitation is attached for your calendar."
        ),
        guard=still_as_told,
    ),
    _to_panel(
        "interview_panel_changed",
        more=BEFORE,
        label=_("A change, to the panel"),
        subject=_("Changed: interview, {applicant_name}, {title}"),
        body=_(
            "Dear {name},\n\nYour interview with {applicant_name} about the position {title} has changed. "
            "Now it is:\n\n"
            "When: {when}\n{before}\nHow long: {length}\nWhere: {where}\nPanel: {panel}\n\n"
            "The application and the CV: {url}\n\nThe attached file changes the entry in your calendar."
        ),
        guard=still_as_told,
    ),
    _to_panel(
        "interview_panel_left",
        label=_("Somebody is taken off a panel"),
        subject=_("You are off the panel: interview, {applicant_name}"),
        body=_(
            "Dear {name},\n\nYou are no longer on the panel that meets {applicant_name} about the position "
            "{title}; {when} is free for you again. The attached file takes it out of your calendar."
        ),
        guard=still_called_off,
    ),
    _to_panel(
        "interview_panel_cancelled",
        label=_("An interview is cancelled, to the panel"),
        subject=_("Cancelled: interview, {applicant_name}"),
        body=_(
            "Dear {name},\n\nThe interview with {applicant_name} about the position {title} on {when} will "
            "not take place. The attached file takes it out of your calendar."
        ),
        guard=still_called_off,
    ),
    _to_panel(
        "interview_panel_reminder",
        label=_("Reminder to a panel"),
        subject=_("Reminder: {applicant_name} on {when}"),
        body=_(
            "Dear {name},\n\nYou meet {applicant_name} about the position {title}.\n\n"
            "When: {when}\nHow long: {length}\nWhere: {where}\nPanel: {panel}\n\n"
            "The application and the CV: {url}"
        ),
        guard=still_as_told,
        useful_for=timedelta(hours=24),
    ),
]


def register_all() -> None:
    """Called once, when the app is ready."""
    for kind in KINDS:
        register(kind)
