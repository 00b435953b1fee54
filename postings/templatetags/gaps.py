from django import template

from postings.desk_views.tabs import address
from postings.gaps import Gap
from postings.models import Posting

register = template.Library()


@register.simple_tag
def gap_address(posting: Posting, gap: Gap) -> str:
    """The tab in which it is mended."""
    return address(posting, gap.tab)
