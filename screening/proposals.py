"""A hiring manager proposes a rejection; a recruiter decides. Nothing happens before."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application, Transition
from applications.signals import moved
from audit import log
from core.errors import DomainError
from postings.models import Reason
from screening.models import Proposal


def connect() -> None:
    moved.connect(settle_decided, dispatch_uid="screening.settle_decided")


def propose(application: Application, *, reason: Reason, by: User, comment: str = "") -> Proposal:
    with transaction.atomic():
        row = Application.objects.select_for_update().get(pk=application.pk)
        standing = row.proposals.filter(settled_at=None).select_related("by").first()
        if standing and standing.by == by:
            return standing
        if standing:
            proposed = _("{name} has proposed a rejection already.")
            raise DomainError(proposed.format(name=standing.by.name))
        if not row.is_live:
            raise DomainError(_("This application has an outcome already."))
        if not reason.is_used:
            raise DomainError(_("That reason is not used any more; choose another one."))
        proposal = Proposal.objects.create(application=row, by=by, reason=reason, comment=comment.strip())
        log.record("application.rejection_proposed", by=by, obj=row, proposal=proposal.pk)
    return proposal


def decline(proposal: Proposal, *, by: User) -> Proposal:
    """The application goes on as it is."""
    with transaction.atomic():
        row = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if row.settled_at:
            return row
        Proposal.objects.filter(pk=row.pk).update(settled_at=Now(), settled_by=by)
        log.record("application.proposal_declined", by=by, obj=row.application, proposal=row.pk)
        row.refresh_from_db()
    return row


def settle_decided(sender: Any, *, application: Application, transition: Transition, **kwargs: Any) -> None:
    """A decision answers whatever was proposed."""
    if application.outcome:
        open_ones = Proposal.objects.filter(application=application, settled_at=None)
        open_ones.update(settled_at=transition.at, settled_by=transition.by)
