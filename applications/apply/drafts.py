"""Saving what an applicant has typed so far, one step in one transaction."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Least, Now

from applications import limits, links
from applications.apply.forms import StepForm
from applications.intake import Closed, judge
from applications.models import Draft
from audit import log
from core.errors import TooMany
from files.intake import forget
from postings.models import Posting

LINKS_AN_HOUR = 3
KEPT_FOR = timedelta(hours=48)  # as Posting.drafts_go_at


@transaction.atomic
def save(
    form: StepForm, *, slug: str, draft: Draft | None, earlier: Draft | None = None, leaving: bool = False
) -> Draft:
    """Write a valid form into its draft. Without one it is made, with the details given `earlier`.

    Raises `Closed` when the posting takes no applications any more, and `files.verdicts.Refused`.
    """
    posting, now = judge(slug)
    if not posting.is_open(now):
        raise Closed(posting, now=now)
    row = _locked(draft) or _new(posting, earlier=earlier)
    row.posting = posting
    form.store(row)
    if form.step not in row.steps_done and not leaving:
        row.steps_done = [*row.steps_done, form.step]
    row.save()
    return row


def send_link_within_reason(draft: Draft) -> None:
    """At most three an hour to an address; the page that follows says where to look."""
    try:
        limits.hit("draft-link", draft.email_key, limit=LINKS_AN_HOUR, sentence="")
    except TooMany:
        return
    with transaction.atomic():
        links.send_draft_link(draft)


def _locked(draft: Draft | None) -> Draft | None:
    if draft is None:
        return None
    unsent = Draft.objects.unsent().select_for_update()
    return unsent.filter(pk=draft.pk).first()


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
