"""Publish, close, reopen, archive: each does it once, however often it is asked."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.log import record
from core.clock import transaction_now
from core.errors import DomainError
from postings.gaps import Gap, blocking
from postings.models import Posting
from postings.page_cache import pages

ArchiveGuard = Callable[[Posting], str]
_archive_guards: list[ArchiveGuard] = []


def register_archive_guard(guard: ArchiveGuard) -> None:
    """A guard of an app above answers why a posting may not be archived yet, or with an empty text."""
    if guard not in _archive_guards:
        _archive_guards.append(guard)


class NotReady(DomainError):
    """What is missing before a posting can be published."""

    def __init__(self, gaps: list[Gap]) -> None:
        missing = " ".join(gap.sentence for gap in gaps)
        super().__init__(_("It cannot be published yet. {missing}").format(missing=missing))
        self.gaps = gaps


def stopping(posting: Posting, *, now: object) -> list[Gap]:
    """What stops it from being published at this moment."""
    gaps = blocking(posting)
    if posting.closes_at is not None and posting.closes_at <= now:
        gaps.append(Gap(_("Its deadline is over."), "dates"))
    return gaps


def _locked(posting: Posting) -> Posting:
    return Posting.objects.select_for_update().get(pk=posting.pk)


def _keep(posting: Posting, *fields: str, action: str, by: User) -> Posting:
    posting.version += 1
    posting.save(update_fields=[*fields, "version", "changed_at"])
    record(action, by=by, obj=posting)
    transaction.on_commit(pages.invalidate, robust=True)
    return posting


@transaction.atomic
def publish(posting: Posting, *, by: User) -> Posting:
    locked = _locked(posting)
    if locked.state == Posting.State.PUBLISHED:
        return locked
    if locked.state == Posting.State.ARCHIVED:
        raise DomainError(_("An archived posting is not published again. Copy it to use it again."))
    now = transaction_now()
    if gaps := stopping(locked, now=now):
        raise NotReady(gaps)
    locked.state = Posting.State.PUBLISHED
    locked.published_at = now
    return _keep(locked, "state", "published_at", action="posting.published", by=by)


@transaction.atomic
def close(posting: Posting, *, by: User) -> Posting:
    """Stops taking applications now, before the deadline."""
    locked = _locked(posting)
    now = transaction_now()
    if locked.state != Posting.State.PUBLISHED:
        raise DomainError(_("Only a published posting can be closed."))
    if locked.ends_at is not None and locked.ends_at <= now:
        return locked
    locked.closed_at = now
    return _keep(locked, "closed_at", action="posting.closed", by=by)


@transaction.atomic
def reopen(posting: Posting, *, by: User) -> Posting:
    """Takes back a closing by hand, while the deadline has not passed."""
    locked = _locked(posting)
    now = transaction_now()
    if locked.closed_at is None:
        return locked
    if locked.state != Posting.State.PUBLISHED or locked.closes_at is None or locked.closes_at <= now:
        raise DomainError(
            _("The deadline has passed, so it cannot be opened again. Set a new deadline first.")
        )
    locked.closed_at, locked.reopened_at = None, now
    return _keep(locked, "closed_at", "reopened_at", action="posting.reopened", by=by)


@transaction.atomic
def archive(posting: Posting, *, by: User) -> Posting:
    """A draft that is not wanted, or a closed posting to which no guard objects."""
    locked = _locked(posting)
    if locked.state == Posting.State.ARCHIVED:
        return locked
    if locked.is_open(transaction_now()):
        raise DomainError(_("It is still open. Close it first."))
    if reasons := [reason for guard in _archive_guards if (reason := guard(locked))]:
        raise DomainError(" ".join(reasons))
    locked.state = Posting.State.ARCHIVED
    return _keep(locked, "state", action="posting.archived", by=by)
