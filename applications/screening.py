"""Reading an application: notes, proposals, and the record of who read it. No stage or outcome changes."""

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from applications.models import Application, Note, Proposal
from audit import log
from core.errors import DomainError
from postings.models import Reason


def note(application: Application, *, body: str, by: User) -> Note:
    body = body.strip()
    if not body:
        raise DomainError("An empty note says nothing; write something first.")
    with transaction.atomic():
        written = Note.objects.create(application=application, author=by, body=body)
        log.record("application.noted", by=by, obj=application, note=written.pk)
    return written


def propose(application: Application, *, reason: Reason, by: User, comment: str = "") -> Proposal:
    """A hiring manager proposes a rejection. Nothing happens until a recruiter decides about it."""
    with transaction.atomic():
        row = Application.objects.select_for_update().get(pk=application.pk)
        standing = row.proposals.filter(settled_at=None).select_related("by").first()
        if standing and standing.by == by:
            return standing
        if standing:
            raise DomainError(f"{standing.by.name} has proposed a rejection already.")
        if not row.is_live:
            raise DomainError("This application has an outcome already.")
        if not reason.is_used:
            raise DomainError("That reason is not used any more; choose another one.")
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


def opened(application: Application, *, by: User, what: str) -> None:
    """Who has read what is told by the audit log. `what`: "application.read" or "cv.downloaded"."""
    log.record(what, by=by, obj=application, cv=application.cv_id)
