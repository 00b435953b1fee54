"""The mails that an application causes: their default text, and what must still be true when they leave."""

from applications.models import Application
from mail.kinds import Kind, register
from mail.models import OutgoingMail

SAMPLES = {"name": "Amina Example", "posting": "Head of IT Operations", "reference": "7KQ2MXPA"}


def still_rejected(mail: OutgoingMail) -> str:
    """Undone, withdrawn or decided anew cancels the letter."""
    stands = Application.objects.filter(
        pk=mail.about_id, outcome=Application.Outcome.REJECTED, decision_no=mail.revision
    ).exists()
    return "" if stands else "The application is not rejected any more."


REJECTION = Kind(
    code="rejection",
    label="Rejection",
    placeholders=SAMPLES,
    subject="Your application: {posting}",
    body=(
        "Dear {name},\n\n"
        "Thank you for applying for {posting}, and for the time that you put into it.\n\n"
        "We have read your application with care and have decided to go on with other applicants. "
        "We know that this is not the answer you hoped for.\n\n"
        "Your reference was {reference}. If something about how we handled your application is "
        "unclear, write to us and name it.\n\n"
        "We wish you all the best."
    ),
    after_uncertain="wait",
    guard=still_rejected,
)
WITHDRAWN = Kind(
    code="withdrawn",
    label="Application withdrawn",
    placeholders=SAMPLES,
    subject="You have withdrawn your application: {posting}",
    body=(
        "Dear {name},\n\n"
        "You have withdrawn your application for {posting} (reference {reference}). "
        "We do not read it any further, and you will hear nothing more about it from us.\n\n"
        "If you change your mind, you can apply again until the deadline.\n\n"
        "If it was not you who withdrew it, write to us at once."
    ),
    after_uncertain="resend",
)


def register_all() -> None:
    """Called once, when the app is ready."""
    for kind in (REJECTION, WITHDRAWN):
        register(kind)
