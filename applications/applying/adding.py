"""Adding somebody by hand: a colleague received their CV in another way, and they are told so."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications.applying import mailing, making, steps, submitting
from applications.models import Application
from applications.sources import Source
from audit import log
from core.clock import transaction_now
from core.errors import DomainError, Invalid
from core.words import exactly_in_words
from files import uploading
from files.models import StoredFile
from files.verdicts import Refused
from mail.addresses import canonical
from postings.models import Posting


class Stands(DomainError):
    """There is one for that address already; `application` is for those who may see it."""

    def __init__(self, application: Application, *, email: str) -> None:
        said = _("There is an application for this position with the address {email} already.")
        super().__init__(said.format(email=email), field="email")
        self.application = application


@transaction.atomic
def add(
    posting: Posting,
    *,
    by: User,
    name: str,
    email: str,
    cv: UploadedFile,
    source: Source,
    referred_by: str,
    late_reason: str = "",
) -> Application:
    """Make an application of what somebody handed in, and write to whom it is about.

    Judged by the instant at which this transaction began. `late_reason` is kept only after the deadline.
    Raises `Stands`, `Invalid` or another `DomainError`.
    """
    _refuse(posting, email=email, late_reason=late_reason, now=transaction_now())
    stored = _take(cv, by=by)  # may take seconds, so nothing is locked yet
    posting, now = submitting.judge(posting.slug, share=True)
    candidate = making.candidate_of(email)
    _refuse(posting, email=email, late_reason=late_reason, now=now)
    is_late = is_over(posting, now=now)
    application = making.make(
        posting,
        candidate=candidate,
        questions=steps.questions_of(posting),
        answers={},
        now=now,
        by=by,
        name=name,
        email=email,
        cv=stored,
        language=posting.language,
        source=source,
        referred_by=referred_by,
        late_reason=late_reason if is_late else "",
        added_by=by,
    )
    log.record(
        "application.added", by=by, obj=application, posting=posting.pk, source=source, is_late=is_late
    )
    mailing.queue_added(application)
    return application


def refuses(posting: Posting) -> str:
    """Why nobody can be added to it, in words; "" when somebody can."""
    if posting.state == Posting.State.DRAFT:
        return _("This posting is a draft. Publish it first; then somebody can be added.")
    if posting.state == Posting.State.ARCHIVED:
        return _("This posting is archived, so nobody can be added any more.")
    return ""


def is_over(posting: Posting, *, now: datetime) -> bool:
    """From this instant on a reason is asked for."""
    return posting.ends_at is not None and now >= posting.ends_at


def _refuse(posting: Posting, *, email: str, late_reason: str, now: datetime) -> None:
    if refused := refuses(posting):
        raise DomainError(refused)
    theirs = Application.objects.standing().of_address(canonical(email)).filter(posting=posting.pk)
    if standing := theirs.first():
        raise Stands(standing, email=email)
    if is_over(posting, now=now) and not late_reason:
        ended = exactly_in_words(posting.ends_at, posting.time_zone)
        late = _("Applications ended on {when}. Say why this one is taken all the same.")
        raise Invalid(late.format(when=ended), field="late_reason")


def _take(upload: UploadedFile, *, by: User) -> StoredFile:
    try:
        return uploading.take(upload, by=by)
    except Refused as refused:
        raise Invalid(refused.sentence, field="cv") from refused
