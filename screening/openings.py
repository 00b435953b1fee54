"""When as many are hired as a posting has openings, the desk says so, and proposes to answer the others."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.outcomes import Outcome
from postings.models import Posting
from postings.notices import Notice


def filled(posting: Posting) -> Notice | None:
    counts = posting.applications.aggregate(
        hired=Count("pk", filter=Q(outcome=Outcome.HIRED)), live=Count("pk", filter=Q(outcome=""))
    )
    return in_words(posting, **counts)


def in_words(posting: Posting, *, hired: int, live: int) -> Notice | None:
    """`live`: how many have no outcome yet. Nothing while there is an opening."""
    if hired < posting.openings:
        return None
    sentence = ngettext("The position is filled.", "All {count} openings are filled.", posting.openings)
    said = sentence.format(count=posting.openings)
    if not live:
        return Notice(said)
    rest = f"?posting={posting.slug}&outcome=live&sort=oldest"
    return Notice(said, reverse("screening:list") + rest, _rest_in_words(live))


def _rest_in_words(live: int) -> str:
    if live == 1:
        return _("Answer the one who has no outcome yet")
    return ngettext(
        "Answer the {count} who has no outcome yet", "Answer the {count} who have no outcome yet", live
    ).format(count=live)
