"""The letters that staff write to one applicant: the words that they begin with."""

from django.utils.translation import gettext_lazy as _

from mail.kinds import Kind, Words, register
from screening.writing import Text, still_so

SAMPLES: dict[str, Words] = {
    "name": _("Amina Example"),
    "posting": _("Head of IT Operations"),
    "reference": "7KQ2MXPA",
    "writer_name": _("Rita Recruiter"),
}

STILL_READING = Kind(
    code=Text.STILL_READING,
    label=_("We are still reading"),
    placeholders=SAMPLES,
    subject=_("Your application: {posting}"),
    body=_(
        "Dear {name},\n\n"
        "Thank you for applying for {posting}. We have your application and are still reading. It takes us "
        "longer than we would like, and we do not want to leave you without a word.\n\n"
        "There is nothing that you need to do. You will hear from us as soon as we know more.\n\n"
        "Your reference is {reference}; name it if you write to us.\n\n"
        "{writer_name}"
    ),
    after_uncertain="wait",
    guard=still_so,
)
NEXT_STEP = Kind(
    code=Text.NEXT_STEP,
    label=_("What happens next"),
    placeholders=SAMPLES,
    subject=_("What happens next: {posting}"),
    body=_(
        "Dear {name},\n\n"
        "Your application for {posting} is still with us, and we would like to tell you how it goes on.\n\n"
        "We are planning the next step and will write to you again with a day. There is nothing that you "
        "need to prepare now.\n\n"
        "If you have a question until then, answer this mail and name your reference, {reference}.\n\n"
        "{writer_name}"
    ),
    after_uncertain="wait",
    guard=still_so,
)
QUESTION = Kind(
    code=Text.QUESTION,
    label=_("A question about the application"),
    placeholders=SAMPLES,
    subject=_("A question about your application: {posting}"),
    body=_(
        "Dear {name},\n\n"
        "Thank you for applying for {posting}. While we read your application a question came up:\n\n"
        "…\n\n"
        "Please answer this mail and leave your reference, {reference}, in it.\n\n"
        "{writer_name}"
    ),
    after_uncertain="wait",
    guard=still_so,
)
FREE_TEXT = Kind(
    code=Text.FREE,
    label=_("Free text"),
    placeholders=SAMPLES,
    subject=_("Your application: {posting}"),
    body=_("Dear {name},\n\n…\n\nYour reference is {reference}.\n\n{writer_name}"),
    after_uncertain="wait",
    guard=still_so,
)


def register_all() -> None:
    """Called once, when the app is ready."""
    for kind in (STILL_READING, NEXT_STEP, QUESTION, FREE_TEXT):
        register(kind)
