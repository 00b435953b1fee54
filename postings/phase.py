"""Where a posting stands, in a word or two."""

from dataclasses import dataclass
from datetime import datetime

from core.words import day_in_words, moment_in_words
from postings.models import Posting
from postings.promises import closes_in_words, last_day


@dataclass(frozen=True)
class Phase:
    word: str
    tone: str  # "good", "warn", "bad" or "quiet"
    detail: str = ""


def phase(posting: Posting, *, now: datetime) -> Phase:
    if posting.state == Posting.State.DRAFT:
        return Phase("Draft", "quiet", "nobody outside sees it")
    if posting.state == Posting.State.ARCHIVED:
        return Phase("Archived", "quiet")
    if posting.is_open(now):
        return Phase("Open", "good", closes_in_words(posting, now=now))
    if posting.opens_at and now < posting.opens_at:
        return Phase("Scheduled", "warn", f"opens {moment_in_words(posting.opens_at, posting.time_zone)}")
    return Phase("Closed", "quiet", f"since {day_in_words(last_day(posting))}")
