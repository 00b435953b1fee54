"""How an application stands, to be compared with how it stood."""

from typing import Any

from django.utils import timezone

from applications.models import Application
from audit.models import Entry
from mail.models import OutgoingMail
from postings.models import Stage


def stage(application: Application, kind: str) -> Stage:
    return application.posting.stages.get(kind=kind)


def as_it_is(application: Application) -> dict[str, Any]:
    row = Application.objects.filter(pk=application.pk).values().get()
    mails = OutgoingMail.objects.order_by("id").values("dedupe_key", "state")
    return {
        **row,
        "decisions": list(application.decisions.values()),
        "transitions": application.transitions.count(),
        "entries": Entry.objects.count(),
        "mails": list(mails),
    }


def gone(state: str) -> None:
    now = timezone.now()
    times: dict[str, Any] = {
        "sending": {"lease_until": now, "claim_token": "6f2c2f0e-8ad1-4a4e-9f0a-0e3a4a6c6d8b"},
        "sent": {"dot_at": now, "sent_at": now, "ended_at": now},
        "uncertain": {"dot_at": now},
    }
    OutgoingMail.objects.update(state=state, **times[state])
