"""No posting is put away while somebody in it waits for an answer."""

from django.utils.translation import ngettext

from applications.models import Application
from postings.models import Posting


def somebody_waits(posting: Posting) -> str:
    """Why it may not be archived yet, or an empty text."""
    waiting = Application.objects.unanswered().filter(posting=posting).count()
    if not waiting:
        return ""
    return ngettext(
        "One applicant has no answer yet. Give everybody one before you archive the posting.",
        "{count} applicants have no answer yet. Give everybody one before you archive the posting.",
        waiting,
    ).format(count=waiting)
