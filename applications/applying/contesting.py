"""The way from a mail to "this was not me": whoever has the link reads the mailbox of that application."""

from django.core import signing
from django.urls import reverse

from applications.models import Application
from applications.outcomes import Outcome

SALT = "applications.contest"


def token_for(application: Application) -> str:
    return signing.Signer(salt=SALT).sign(str(application.pk))


def path_for(application: Application) -> str:
    return reverse("desk:my_contest", args=[token_for(application)])


def find(token: str) -> Application | None:
    try:
        number = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    found = Application.objects.with_decision().select_related("posting", "stage", "candidate")
    return found.filter(pk=number).first()


def language_of(token: str) -> str:
    """What the mail was written in that the link came with."""
    found = find(token)
    return found.language if found else ""


def is_possible(application: Application) -> bool:
    """Its mailbox has not answered for it, and did not say so already."""
    return application.proved_at is None and application.outcome != Outcome.CONTESTED
