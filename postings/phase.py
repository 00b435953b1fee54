"""The phase of a posting, as the desk shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.words import day_in_words, moment_in_words
from postings.models import Posting
from postings.promises import closes_in_words, last_day


@dataclass(frozen=True)
class Phase:
    name: str  # "draft", "scheduled", "open", "closed" or "archived"
    word: str
    tone: str  # "good", "warn", "bad" or "quiet"
    detail: str = ""


def phase(posting: Posting, *, now: datetime) -> Phase:
    if posting.state == Posting.State.DRAFT:
        return Phase("draft", _("Draft"), "quiet", _("nobody outside sees it"))
    if posting.state == Posting.State.ARCHIVED:
        return Phase("archived", _("Archived"), "quiet")
    if posting.is_open(now):
        return Phase("open", _("Open"), "good", closes_in_words(posting, now=now))
    if posting.opens_at and now < posting.opens_at:
        opens = _("opens {moment}").format(moment=moment_in_words(posting.opens_at, posting.time_zone))
        return Phase("scheduled", _("Scheduled"), "warn", opens)
    since = _("since {day}").format(day=day_in_words(last_day(posting)))
    return Phase("closed", _("Closed"), "quiet", since)
