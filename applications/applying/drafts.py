"""Saving what an applicant has typed so far, one step in one transaction."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.functions import Least, Now
from django.utils.translation import gettext as _

from applications.applying import answering, holds, steps
from applications.applying.submitting import Closed, judge
from applications.models import Draft
from audit import log
from core import versions
from core.actor import By
from core.errors import Conflict
from core.languages import current
from core.sweeping import sweep
from files.uploading import forget, take
from mail.addresses import canonical
from postings.models import Posting, Question

KEPT_FOR = timedelta(hours=48)  # as Posting.drafts_go_at


class Stale(Conflict):
    """The step says something else by now than when this form was made."""

    def __init__(self) -> None:
        said = _("This step was saved from another page or device since you opened this one.")
        nothing = _("Nothing was saved just now.")
        super().__init__(f"{said} {nothing}")


@transaction.atomic
def save(
    draft: Draft | None,
    *,
    slug: str,
    step: str,
    values: Mapping[str, str],
    questions: Sequence[Question] = (),
    version: int | None = None,
    earlier: Draft | None = None,
    leaving: bool = False,
) -> Draft:
    """Write the clean values of a step, named as in `steps.values_of`. Without a draft one is made.

    `questions`: those that were asked. `version`: what the page was made from (`steps.version_of`); None if
    nobody can say. `earlier`: a draft whose details a new one begins with. What is missing may stay missing,
    as long as the draft is not sent. Raises `Stale`, and `Closed` when the posting takes no applications.
    """
    row = _open(draft, slug=slug, earlier=earlier)
    before = steps.values_of(step, row)
    changes = any(before.get(name, "") != value for name, value in values.items())
    _refuse_stale(row, step=step, version=version, changes=changes)
    if step == Draft.Step.DETAILS:
        row.name, row.email, row.phone = values["name"], values["email"], values["phone"]
        _address(row)
    else:
        row.current_position = values.get("current_position", "")
        row.motivation = values.get("motivation", "")
        row.answers = {str(question.pk): values[answering.name_of(question.pk)] for question in questions}
    return _saved(row, step=step, leaving=leaving)


@transaction.atomic
def save_cv(
    draft: Draft | None,
    *,
    slug: str,
    upload: UploadedFile | None,
    version: int | None = None,
    earlier: Draft | None = None,
    leaving: bool = False,
) -> Draft:
    """As `save`; without an upload the draft keeps the file that it has.

    Raises `files.verdicts.Refused` too; the draft then keeps its file as well.
    """
    row, step = _open(draft, slug=slug, earlier=earlier), Draft.Step.CV
    if upload:
        changes = _sha256(upload) != steps.values_of(step, row)["cv"]
        _refuse_stale(row, step=step, version=version, changes=changes)
        before, row.cv = row.cv, take(upload)
        if before:
            row.save(update_fields=["cv"])
            forget(before, by="applicant")
    return _saved(row, step=step, leaving=leaving)


def _open(draft: Draft | None, *, slug: str, earlier: Draft | None) -> Draft:
    posting, now = judge(slug)
    if not posting.is_open(now):
        raise Closed(posting, now=now)
    row = _locked(draft) or _new(posting, earlier=earlier)
    row.posting = posting
    return row


def _refuse_stale(row: Draft, *, step: str, version: int | None, changes: bool) -> None:
    """A second press with the same values is no conflict, nor is one that changes another step."""
    if not row.pk or version is None or not changes:
        return
    if not versions.is_current(version, now=steps.version_of(step, row)):
        raise Stale


def _address(row: Draft) -> None:
    before, row.email_key = row.email_key, canonical(row.email)
    if row.pk and before != row.email_key:
        holds.readdress(row)


def _saved(row: Draft, *, step: str, leaving: bool) -> Draft:
    if step not in row.steps_done and not leaving:
        row.steps_done = [*row.steps_done, step]
    row.save()
    return row


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _locked(draft: Draft | None) -> Draft | None:
    if draft is None:
        return None
    row = Draft.objects.unsent().select_for_update().filter(pk=draft.pk).first()
    if row and row.epoch != draft.epoch:
        raise holds.Elsewhere
    return row


def _new(posting: Posting, *, earlier: Draft | None) -> Draft:
    draft = Draft(posting=posting, language=current())
    if earlier is not None:
        draft.name, draft.phone = earlier.name, earlier.phone
        draft.email, draft.email_key = earlier.email, earlier.email_key
    return draft


@transaction.atomic
def delete(draft: Draft, *, by: By = "applicant") -> None:
    """The draft, its links and its file; what was sent lives on in the application."""
    row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        return
    stored = row.cv
    log.record("draft.deleted", by=by, obj=row, posting=row.posting_id)
    row.delete()
    if stored:
        forget(stored, by=by)


def delete_old() -> int:
    """48 hours after the deadline the drafts of a posting go, with their files, sent or not."""
    ended = Least("posting__closed_at", "posting__closes_at")  # PostgreSQL leaves out what is NULL
    over = Draft.objects.annotate(ended=ended).filter(ended__lte=Now() - KEPT_FOR)
    return sweep("delete old drafts", over.order_by("id"), partial(delete, by="system"))
