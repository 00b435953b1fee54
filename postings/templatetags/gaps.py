from django import template

from postings.gaps import Gap
from postings.models import Posting
from postings.views.tabs import address

register = template.Library()


@register.simple_tag
def gap_address(posting: Posting, gap: Gap) -> str:
    """The tab in which it is mended."""
    return address(posting, gap.tab)
