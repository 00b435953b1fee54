"""The context of a posting's page; the public page and the desk's preview use the same template."""

from typing import Any

from django.utils.translation import gettext as _

from core.words import number
from postings.models import Posting
from postings.promises import last_day, timetable
from postings.published import PostingWithParts
from postings.texts import as_plain


def place_in_words(posting: Posting) -> str:
    return ", ".join(filter(None, [posting.place, posting.region, posting.country.name]))


def byline(posting: Posting, *, place: str) -> str:
    """Digital & IT · Kalundborg · Full-time"""
    return " · ".join(filter(None, [posting.category, place, posting.get_employment_display()]))


def pay_in_words(posting: Posting) -> str:
    """DKK 62,000–78,000 a month"""
    if posting.pay_from is None and posting.pay_to is None:
        return ""
    amounts = [number(amount) for amount in (posting.pay_from, posting.pay_to) if amount is not None]
    reach = "–".join(dict.fromkeys(amounts))
    pay = f"{posting.pay_currency} {reach} {posting.get_pay_period_display()}"
    if posting.pay_from is None:
        return _("up to {pay}").format(pay=pay)
    return _("from {pay}").format(pay=pay) if posting.pay_to is None else pay


def asked_in_words(posting: Posting, *, questions: list[str]) -> list[str]:
    """What an applicant is asked for, so that nobody is surprised in the form."""
    asked = [_("Your name and e-mail address"), _("Your CV, as PDF, DOCX or ODT, up to 10 MB")]
    if posting.asks_current_position == Posting.Ask.OPTIONAL:
        asked.append(_("Your current position (if you like)"))
    elif posting.asks_current_position == Posting.Ask.REQUIRED:
        asked.append(_("Your current position"))
    if posting.asks_motivation == Posting.Motivation.OPTIONAL:
        asked.append(_("A few sentences on why you are applying: in the form, or write it in your CV"))
    elif posting.asks_motivation == Posting.Motivation.REQUIRED:
        asked.append(_("A few sentences on why you are applying"))
    return asked + questions


def page_context(shown: PostingWithParts, *, is_preview: bool = False) -> dict[str, Any]:
    posting = shown.posting
    place = place_in_words(posting)
    return {
        "posting": posting,
        "organisation": shown.organisation,
        "sections": shown.sections,
        "summary": as_plain(shown.sections[0]["body"]) if shown.sections else "",
        "faqs": shown.faqs,
        "place": place,
        "byline": byline(posting, place=place),
        "pay": pay_in_words(posting),
        "asked": asked_in_words(posting, questions=shown.questions),
        "timetable": timetable(posting, now=shown.now),
        "closed_on": last_day(posting),
        "is_preview": is_preview,
    }
