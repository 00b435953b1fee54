"""Kinds that only the tests know, and mails of these kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.utils import timezone

from applications.models import Application
from mail import draining, kinds
from mail.kinds import Kind
from mail.models import OutgoingMail, State
from mail.outbox import queue
from postings.models import Posting

TO = "amina@example.com"


def a_kind(code: str, **fields: Any) -> Kind:
    standard: dict[str, Any] = {
        "label": f"Test letter {code}",
        "placeholders": {"name": "Amina Example", "link": "http://localhost:8000/my/"},
        "subject": "A letter for {name}",
        "body": "Dear {name},\n\nthis is a letter.\n\nOpen it: {link}",
        "after_uncertain": "resend",
    }
    return Kind(code=code, **{**standard, **fields})


RESEND = a_kind("test_resend")
WAIT = a_kind("test_wait", after_uncertain="wait")
SECRET = a_kind("test_secret", secret=True, required=["link"])
BRIEF = a_kind("test_brief", useful_for=timedelta(minutes=10))  # as a link to sign in


@contextmanager
def registered(*them: Kind) -> Iterator[None]:
    for kind in them:
        kinds.register(kind)
    try:
        yield
    finally:
        for kind in them:
            kinds.unregister(kind.code)


def queued(key: str = "test:1", kind: str = "test_resend", **fields: Any) -> Any:
    """Queue one mail with everything that a test does not care about."""
    given: dict[str, Any] = {
        "about": Application(pk=1),
        "scope": Posting(pk=1),
        "to": TO,
        "language": "en",
        "context": {"name": "Amina Example", "link": "http://localhost:8000/my/"},
    }
    return queue(kind=kind, dedupe_key=key, **{**given, **fields})


def sent(mail: OutgoingMail) -> OutgoingMail:
    """Let out all that is due, and read again what became of this one."""
    draining.drain()
    mail.refresh_from_db()
    return mail


def into(mail: OutgoingMail, state: str) -> None:
    """As if that had become of it."""
    now = timezone.now()
    fields: dict[str, Any] = {"state": state}
    if state == State.SENDING:
        fields |= {"lease_until": now, "claim_token": "0" * 32}
    if state in {State.SENT, State.UNCERTAIN}:
        fields |= {"dot_at": now}
    if state in {State.SENT, State.FAILED, State.CANCELLED}:
        fields |= {"ended_at": now, "sent_at": now}
    OutgoingMail.objects.filter(pk=mail.pk).update(**fields)


def outcomes(mail: OutgoingMail) -> list[str]:
    return list(mail.attempts.values_list("outcome", flat=True))
