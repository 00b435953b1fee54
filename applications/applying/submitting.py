"""Receiving what an applicant sends: by one clock, in one transaction.

`making` makes the application, `transitions/` changes it. Lock order: posting, draft, candidate,
application, mail.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import status
from applications.applying import mailing, making, steps
from applications.applying.holds import Elsewhere
from applications.models import Application, Candidate, Draft
from applications.outcomes import Outcome
from applications.transitions import deciding
from audit import log
from core.actor import By
from core.clock import transaction_now
from core.errors import DomainError
from core.words import deadline_in_words, exactly_in_words
from files.models import StoredFile
from postings.models import Posting, Question

GONE = gettext_lazy("This draft is not here any more: drafts are deleted 48 hours after the deadline.")


class Closed(DomainError):
    """The posting takes no applications at this instant; the sentence names the deadline that was used."""

    def __init__(self, posting: Posting, *, now: datetime) -> None:
        self.ended = _ended(posting)
        super().__init__(f"{self.ended} {_arrived(posting, now)}")
        self.posting = posting


class Incomplete(DomainError):
    def __init__(self, step: str) -> None:
        super().__init__(_("Something is still missing. Fill it in, and then send your application."))
        self.step = step


def judge(slug: str, *, share: bool = False) -> tuple[Posting, datetime]:
    """The posting, and the instant by which it is judged: the start of this transaction, in the database.

    `share` locks it: a deadline that is being moved waits for the submits before it, which do not wait for
    each other. Django has no word for FOR SHARE.
    """
    lock = "FOR SHARE" if share else ""
    sql = f"SELECT *, CURRENT_TIMESTAMP AS judged_at FROM postings_posting WHERE slug = %s {lock}"  # noqa: S608  the lock is one of two words of ours
    for posting in Posting.objects.raw(sql, [slug]):
        return posting, cast(Any, posting).judged_at
    raise DomainError(str(GONE))


def closed(posting: Posting, *, now: datetime) -> Closed | None:
    """For pages that only look: whether it takes no applications any more, and how to say so."""
    return None if posting.is_open(now) else Closed(posting, now=now)


@dataclass(frozen=True)
class Received:
    draft: Draft  # sent, with its `application`
    is_news: bool  # it made an application or a waiting version; not a second press


@transaction.atomic
def submit(draft_id: int, *, slug: str, epoch: int = 0) -> Received:
    """Make an application of a draft, for the browser that holds it in this `epoch`.

    Doing it twice does it once. For an address that has an application already the text is kept as a waiting
    version, and only the mail to that address says so. Raises `Closed`, `Incomplete`, `Elsewhere`, or
    `DomainError`.
    """
    posting, now = judge(slug, share=True)
    draft = _lock_draft(draft_id, posting=posting)
    if draft is None:
        raise DomainError(str(GONE))
    if draft.epoch != epoch:
        raise Elsewhere
    draft.posting = posting
    if draft.submitted_at:
        return Received(draft, is_news=False)
    if not posting.is_open(now):
        raise Closed(posting, now=now)
    questions = steps.questions_of(posting)
    open_step = steps.next_of(draft, questions)
    if open_step != Draft.Step.REVIEW:
        raise Incomplete(open_step)
    return Received(draft, is_news=_receive(draft, questions=questions, now=now))


def _lock_draft(draft_id: int, *, posting: Posting) -> Draft | None:
    """Alone, without joins: after a wait PostgreSQL reads only the locked row anew, not what is joined."""
    return Draft.objects.select_for_update().filter(pk=draft_id, posting=posting).first()


# An answer of ours that would be given to the wrong person. Who is to be hired is for a person to clear up:
# the mail that then goes has the link to contest it.
TURNED_DOWN = {Outcome.REJECTED, Outcome.DECLINED}


def _receive(draft: Draft, *, questions: list[Question], now: datetime) -> bool:
    candidate = making.candidate_of(draft.email)
    taken = Application.objects.filter(posting=draft.posting, candidate=candidate)
    locked = taken.standing().select_for_update(of=("self",))  # a decision that is under way is waited for
    standing = locked.select_related("cv", "posting").first()
    is_proof = bool(standing and draft.proved_at and not standing.proved_at)
    if standing and is_proof and standing.outcome in TURNED_DOWN:  # whoever typed the address bars nobody
        deciding.contest(standing)
        standing = None
    if standing is None:
        _finish(draft, _create(draft, candidate=candidate, questions=questions, now=now), now=now)
    elif is_same_text(standing, draft):
        _finish(draft, standing, now=now)
        _prove(standing, at=draft.proved_at)
        return False
    elif is_proof:
        _finish(draft, standing, now=now)
        _take_text(standing, draft, by="applicant", now=now)
    elif status.is_over(standing):
        _finish(draft, standing, now=now)
        mailing.queue_answered_already(standing)
    else:
        _finish(draft, standing, now=now, is_waiting=True)
        _keep_waiting(draft, standing)
    return True


def _create(draft: Draft, *, candidate: Candidate, questions: list[Question], now: datetime) -> Application:
    application = making.make(
        draft.posting,
        candidate=candidate,
        questions=questions,
        answers=draft.answers,
        now=now,
        cv=cast(StoredFile, draft.cv),
        proved_at=draft.proved_at,
        language=draft.language,
        **cast(dict[str, Any], _text_of(draft)),
    )
    log.record(
        "application.submitted", by="applicant", obj=application, posting=draft.posting_id, draft=draft.pk
    )
    mailing.queue_receipt(application, now=now)
    return application


def _text_of(draft: Draft) -> dict[str, str]:
    return {
        "name": draft.name,
        "email": draft.email,
        "phone": draft.phone,
        "current_position": draft.current_position,
        "motivation": draft.motivation,
    }


def _finish(draft: Draft, application: Application, *, now: datetime, is_waiting: bool = False) -> None:
    """The draft is sent. Its file belongs to the application now, unless the applicant must still choose."""
    draft.submitted_at, draft.application, draft.is_waiting = now, application, is_waiting
    fields: dict[str, Any] = {"submitted_at": now, "application": application, "is_waiting": is_waiting}
    if draft.cv_id == application.cv_id:
        draft.cv = fields["cv"] = None
    if not Draft.objects.filter(pk=draft.pk, submitted_at__isnull=True).update(**fields):
        raise DomainError(_("This application has been sent already."))
    draft.links.update(expires_at=now)


def is_same_text(application: Application, draft: Draft) -> bool:
    """A second press, another tab: nothing new to choose between, and no mail about it."""
    if any(getattr(application, name) != value for name, value in _text_of(draft).items() if name != "email"):
        return False
    answers = {str(answer.question_id): answer.value for answer in application.answers.all()}
    same_answers = {k: v for k, v in answers.items() if v} == {k: v for k, v in draft.answers.items() if v}
    return same_answers and draft.cv is not None and draft.cv.sha256 == application.cv.sha256


def _keep_waiting(draft: Draft, application: Application) -> None:
    """The newest waiting version counts; the mail goes with the first, until the applicant has chosen."""
    log.record("application.sent_again", by="applicant", obj=application, draft=draft.pk)
    if not application.drafts.filter(is_waiting=True).exclude(pk=draft.pk).exists():
        mailing.queue_second_submission(application, draft=draft)


@transaction.atomic
def replace(application: Application, *, by: By = "applicant") -> Application:
    """The waiting version takes the place of the text; the stage and what was decided stay."""
    application, draft = _waiting(application)
    if draft is None:
        return application
    if status.is_over(application):
        raise DomainError(_("This application has been closed, so its text cannot be replaced any more."))
    if draft.cv and draft.cv.holds_malware:
        said = _("The CV of the newer text holds malware, so the first text stays.")
        mend = _("Send your application once more with another file.")
        raise DomainError(f"{said} {mend}")
    _take_text(application, draft, by=by, now=transaction_now())
    return application


def _take_text(application: Application, draft: Draft, *, by: By, now: datetime) -> None:
    """The draft was sent. Whoever lets this happen has opened the mailbox."""
    for name, value in _text_of(draft).items():
        setattr(application, name, value)
    application.cv, draft.cv = draft.cv or application.cv, application.cv if draft.cv else None
    application.text_version += 1
    application.language, application.proved_at = draft.language, now
    application.save(update_fields=[*_text_of(draft), "cv", "text_version", "language", "proved_at"])
    application.answers.all().delete()
    making.write_answers(
        application, answers=draft.answers, questions=steps.questions_of(application.posting)
    )
    draft.save(update_fields=["cv"])
    application.drafts.filter(is_waiting=True).update(is_waiting=False)
    log.record("application.text_replaced", by=by, obj=application, text_version=application.text_version)
    mailing.queue_receipt(application, now=cast(datetime, draft.submitted_at))


def _prove(application: Application, *, at: datetime | None) -> None:
    """Its mailbox answered for the text that it has."""
    Application.objects.filter(pk=application.pk, proved_at=None).update(proved_at=at)


@transaction.atomic
def keep(application: Application, *, by: By = "applicant") -> Application:
    """The text stays as it was; the waiting version is let go."""
    application, draft = _waiting(application)
    if draft:
        application.drafts.filter(is_waiting=True).update(is_waiting=False)
        _prove(application, at=transaction_now())
        log.record("application.text_kept", by=by, obj=application, draft=draft.pk)
    return application


def _waiting(application: Application) -> tuple[Application, Draft | None]:
    row = Application.objects.select_for_update().get(pk=application.pk)
    return row, row.drafts.filter(is_waiting=True).select_related("cv").order_by("-pk").first()


def _ended(posting: Posting) -> str:
    ends_at = posting.ends_at
    if posting.closed_at is None or ends_at != posting.closed_at:
        deadline = deadline_in_words(posting.deadline, posting.time_zone)
        return _("The deadline was {deadline}.").format(deadline=deadline)
    when = exactly_in_words(ends_at, posting.time_zone)
    return _("This position was closed on {when}.").format(when=when)


def _arrived(posting: Posting, now: datetime) -> str:
    arrived = _("By our clock this arrived on {when}, so it was not taken.")
    return arrived.format(when=exactly_in_words(now, posting.time_zone))
