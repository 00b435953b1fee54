"""What becomes of an interview when its application gets an outcome.

A withdrawal takes effect at once: the applicant knows. A rejection takes effect when its letter has gone,
so that undoing it within its ten minutes leaves the interview where it was.
"""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat, Now

from applications.models import Application
from applications.signals import moved
from interviews.booking import cancel
from interviews.models import Interview
from mail.models import OutgoingMail


def connect() -> None:
    moved.connect(call_off_withdrawn, dispatch_uid="interviews.call_off_withdrawn")


def call_off_withdrawn(sender: Any, *, application: Application, **kwargs: Any) -> None:
    if application.outcome == Application.Outcome.WITHDRAWN:
        for interview in application.interviews.live().filter(during__startswith__gt=Now()):
            cancel(interview, by="system")


def call_off_rejected() -> int:
    """Cancel what is to come for applications whose rejection has been told; answers how many."""
    key = Concat(
        Value("reject:"),
        Cast(OuterRef("application_id"), CharField()),
        Value(":"),
        Cast(OuterRef("application__decision_no"), CharField()),
        output_field=CharField(),
    )
    told = Exists(OutgoingMail.objects.sent().filter(dedupe_key=key))
    coming = Interview.objects.live().filter(
        told, application__outcome=Application.Outcome.REJECTED, during__startswith__gt=Now()
    )
    interviews = list(coming)
    for interview in interviews:
        cancel(interview, by="system")
    return len(interviews)
