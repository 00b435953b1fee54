"""The weeks in which the posting promises interviews. One outside them is hinted at and never refused."""

from django.utils.translation import gettext as _

from interviews.models import Interview
from postings.models import Posting
from postings.promises import weeks_in_words


def promised_weeks(posting: Posting) -> str:
    """ "weeks 9–11, 2027", or nothing where none are promised."""
    if posting.interviews_from is None:
        return ""
    return weeks_in_words(posting.interviews_from, posting.interviews_to or posting.interviews_from)


def outside_promise(interview: Interview) -> str:
    """A sentence where it lies in another ISO week, by the posting's calendar."""
    posting = interview.application.posting
    if posting.interviews_from is None:
        return ""
    last = posting.interviews_to or posting.interviews_from
    week = interview.during.lower.astimezone(posting.zone).isocalendar()[:2]
    if posting.interviews_from.isocalendar()[:2] <= week <= last.isocalendar()[:2]:
        return ""
    sentence = _("The posting promises interviews in {weeks}; this one is outside.")
    return sentence.format(weeks=promised_weeks(posting))
