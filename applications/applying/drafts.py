"""Saving what an applicant has typed so far, one step in one transaction."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Least, Now

from applications.applying import links
from applications.applying.forms import StepForm
from applications.applying.submitting import Closed, judge
from applications.models import Draft
from audit import log
from core import rate_limits
from core.errors import Conflict, TooMany
from files.uploading import forget
from postings.models import Posting

LINKS_AN_HOUR = 3
KEPT_FOR = timedelta(hours=48)  # as Posting.drafts_go_at


class Stale(Conflict):
    """The step says something else by now than when this form was made. `draft`: as it stands."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("This step was saved from another page or device since you opened this one.")
        self.draft = draft


@transaction.atomic
def save(
    form: StepForm,
    *,
    slug: str,
    draft: Draft | None,
    version: str = "",
    earlier: Draft | None = None,
    leaving: bool = False,
) -> Draft:
    """Write a valid form into its draft. Without one it is made, with the details given `earlier`.

    `version`: what the form was made from (`StepForm.version_of`); empty if nobody can say.
    Raises `Closed` when the posting takes no applications any more, `Stale`, and `files.verdicts.Refused`.
    """
    posting, now = judge(slug)
    if not posting.is_open(now):
        raise Closed(posting, now=now)
    row = _locked(draft)
    if row:
        _refuse_stale(form, row, version=version)
    row = row or _new(posting, earlier=earlier)
    row.posting = posting
    form.store(row)
    if form.step not in row.steps_done and not leaving:
        row.steps_done = [*row.steps_done, form.step]
    row.save()
    return row


def send_link_within_reason(draft: Draft) -> None:
    """At most three an hour to an address; the page that follows says where to look."""
    try:
        rate_limits.hit("draft-link", draft.email_key, limit=LINKS_AN_HOUR, sentence="")
    except TooMany:
        return
    with transaction.atomic():
        links.send_draft_link(draft)


def link_said(draft: Draft) -> str:
    """What to say of the link to a draft that was left: "new", "earlier" (none went now), or "none"."""
    if not draft.links.filter(email_key=draft.email_key).exists():
        return "none"
    is_over = rate_limits.is_used_up("draft-link", draft.email_key, limit=LINKS_AN_HOUR)
    return "earlier" if is_over else "new"


def _locked(draft: Draft | None) -> Draft | None:
    if draft is None:
        return None
    unsent = Draft.objects.unsent().select_for_update()
    return unsent.filter(pk=draft.pk).first()


def _refuse_stale(form: StepForm, row: Draft, *, version: str) -> None:
    """A second press with the same values is no conflict, nor is one that changes another step."""
    if version and version != form.version_of(row) and form.changes(row):
        raise Stale(row)


def _new(posting: Posting, *, earlier: Draft | None) -> Draft:
    draft = Draft(posting=posting)
    if earlier is not None:
        draft.name, draft.phone = earlier.name, earlier.phone
        draft.email, draft.email_key = earlier.email, earlier.email_key
    return draft


@transaction.atomic
def delete(draft: Draft, *, by: str = "applicant") -> None:
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
    drafts = list(over.select_related("cv"))
    for draft in drafts:
        delete(draft, by="system")
    return len(drafts)
