"""Where a posting stands, in a word or two."""

from dataclasses import dataclass
from datetime import datetime

from core.words import day_in_words, moment_in_words
from postings.models import Posting
from postings.promises import closes_in_words, last_day


@dataclass(frozen=True)
class Status:
    word: str
    tone: str  # "good", "warn", "bad" or "quiet"
    detail: str = ""


def status(posting: Posting, *, now: datetime) -> Status:
    if posting.state == Posting.State.DRAFT:
        return Status("Draft", "quiet", "nobody outside sees it")
    if posting.state == Posting.State.ARCHIVED:
        return Status("Archived", "quiet")
    if posting.is_open(now):
        return Status("Open", "good", closes_in_words(posting, now=now))
    if posting.opens_at and now < posting.opens_at:
        return Status("Scheduled", "warn", f"opens {moment_in_words(posting.opens_at, posting.time_zone)}")
    return Status("Closed", "quiet", f"since {day_in_words(last_day(posting))}")
