"""Decisions through the one door, as the tests say them."""

from typing import Any

from accounts.models import User
from applications.models import Application, Decision
from applications.outcomes import Outcome
from applications.transitions import deciding
from mail.models import OutgoingMail
from postings.models import Reason


def reject(application: Application, *, reason: Reason, by: User, version: int, **more: Any) -> Application:
    return deciding.decide(application, kind=Outcome.REJECTED, reason=reason, by=by, version=version, **more)


def latest(application: Application) -> Decision:
    """The last one of ours, whether it stands or not."""
    return application.decisions.exclude(kind=Outcome.WITHDRAWN).latest("pk")


def undo(application: Application, *, by: Any) -> Application:
    return deciding.undo(latest(application), by=by)


def letter_of(application: Application) -> OutgoingMail:
    letter = latest(application).letter
    assert letter
    return letter
