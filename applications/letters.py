"""The mails that an application causes: their default text, and what must still be true when they leave."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from applications import consequences
from applications.models import Decision
from applications.transitions import telling
from mail.kinds import Kind, Words, register
from mail.models import OutgoingMail

SAMPLES: dict[str, Words] = {
    "name": _("Amina Example"),
    "posting": _("Head of IT Operations"),
    "reference": "7KQ2MXPA",
}
OF_A_DECISION: dict[str, Words] = {
    **SAMPLES,
    "also": _("Our interview on Friday 12 March 2027, 10:00 (Copenhagen) does not take place."),
}


def still_stands(mail: OutgoingMail) -> str:
    """Undone, withdrawn or decided anew cancels the letter; so does an interview that it calls off and that
    was held or cancelled while the letter waited. Today then asks to write it again, without."""
    decisions = Decision.objects.standing().filter(letter=mail)
    if not decisions.exists():
        return gettext_noop("That decision does not stand any more.")
    files = len(mail.attachments)
    if files and consequences.are_over(
        decisions.select_related("application").get().application, files=files
    ):
        return gettext_noop("What it says of an interview is over; write the letter again.")
    return ""


REJECTION = Kind(
    code="rejection",
    label=_("Rejection"),
    placeholders=OF_A_DECISION,
    subject=_("Your application: {posting}"),
    body=_(
        "Dear {name},\n\n"
        "Thank you for applying for {posting}, and for the time that you put into it.\n\n"
        "We have read your application with care and have decided to go on with other applicants. "
        "We know that this is not the answer you hoped for.\n\n"
        "{also}\n\n"
        "Your reference was {reference}. If something about how we handled your application is "
        "unclear, write to us and name it.\n\n"
        "We wish you all the best."
    ),
    after_uncertain="wait",
    guard=still_stands,
    when_sent=telling.told_by_letter,
)
HIRED = Kind(
    code="hired",
    label=_("The position is theirs"),
    placeholders=OF_A_DECISION,
    subject=_("The position is yours: {posting}"),
    body=_(
        "Dear {name},\n\n"
        "We are glad to tell you that the position {posting} is yours.\n\n"
        "We will be in touch about the contract and your first day. If you have a question before that, "
        "answer this mail and name your reference, {reference}.\n\n"
        "{also}\n\n"
        "We look forward to working with you."
    ),
    after_uncertain="wait",
    guard=still_stands,
    when_sent=telling.told_by_letter,
)
RESERVE = Kind(
    code="reserve",
    label=_("On the reserve list"),
    placeholders=OF_A_DECISION,
    subject=_("Your application: {posting}"),
    body=_(
        "Dear {name},\n\n"
        "Thank you for applying for {posting}, and for the time that you put into it.\n\n"
        "We go on with another applicant for now. It was close, and we would like to keep your application "
        "on our reserve list: should the position become open again, we come back to you first.\n\n"
        "{also}\n\n"
        "There is nothing that you need to do. If you would rather not be on the list, or have a question, "
        "answer this mail and name your reference, {reference}."
    ),
    after_uncertain="wait",
    guard=still_stands,
    when_sent=telling.told_by_letter,
)
DECLINED = Kind(
    code="declined",
    label=_("They declined"),
    placeholders=OF_A_DECISION,
    subject=_("You have declined: {posting}"),
    body=_(
        "Dear {name},\n\n"
        "You have told us that you do not want the position {posting} (reference {reference}). We have "
        "noted it, and your application is closed.\n\n"
        "{also}\n\n"
        "We are sorry that we will not work together, and wish you all the best. If we have misunderstood "
        "you, answer this mail at once."
    ),
    after_uncertain="wait",
    guard=still_stands,
    when_sent=telling.told_by_letter,
)
WITHDRAWN = Kind(
    code="withdrawn",
    label=_("Application withdrawn"),
    placeholders=OF_A_DECISION,
    subject=_("You have withdrawn your application: {posting}"),
    body=_(
        "Dear {name},\n\n"
        "You have withdrawn your application for {posting} (reference {reference}). "
        "We do not read it any further, and you will hear nothing more about it from us.\n\n"
        "{also}\n\n"
        "If you change your mind, you can apply again until the deadline.\n\n"
        "If it was not you who withdrew it, write to us at once."
    ),
    after_uncertain="resend",
)


def register_all() -> None:
    """Called once, when the app is ready."""
    for kind in (HIRED, RESERVE, DECLINED, REJECTION, WITHDRAWN):
        register(kind)
