"""No posting is put away while somebody in it waits for an answer."""

from applications.models import Application
from postings.models import Posting


def somebody_waits(posting: Posting) -> str:
    """Why it may not be archived yet, or an empty text."""
    waiting = Application.objects.unanswered().filter(posting=posting).count()
    if not waiting:
        return ""
    people = "One applicant has" if waiting == 1 else f"{waiting} applicants have"
    return f"{people} no answer yet. Give everybody one before you archive the posting."
