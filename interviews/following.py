"""What becomes of an interview when its application is decided.

A withdrawal takes effect at once: the applicant knows, and its letter carries the cancellation. So does a
contest, of which no applicant hears. A decision of ours takes effect when they are told, so that undoing it
before leaves the interview where it was.
"""

from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from applications.models import Application, Decision
from applications.outcomes import THEIRS
from applications.signals import moved
from core.sweeping import sweep
from interviews.booking import cancel
from interviews.models import Interview


def connect() -> None:
    moved.connect(call_off_at_once, dispatch_uid="interviews.call_off_at_once")


def call_off_at_once(sender: Any, *, application: Application, **kwargs: Any) -> None:
    if application.outcome in THEIRS:
        for interview in application.interviews.live().filter(during__startswith__gt=Now()):
            cancel(interview, by="system", tells_applicant=False)


def call_off_told() -> int:
    """Cancel what is to come for applications whose decision has been told; answers how many."""
    told = Decision.objects.told().filter(application=OuterRef("application_id"))
    coming = Interview.objects.live().filter(Exists(told), during__startswith__gt=Now())
    return sweep("call off interviews of the told", coming.select_related("application"), _call_off)


def _call_off(interview: Interview) -> None:
    """Who was told by a letter that carried it knows; anybody else gets a mail of its own."""
    letters = Decision.objects.told().filter(application=interview.application_id, told_by=None)
    knows = letters.exclude(letter__attachments=[]).exists()
    cancel(interview, by="system", tells_applicant=not knows)
