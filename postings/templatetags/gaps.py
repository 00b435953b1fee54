from django import template

from postings.desk_views.pages import address
from postings.gaps import Gap
from postings.models import Posting

register = template.Library()


@register.simple_tag
def gap_address(posting: Posting, gap: Gap) -> str:
    """The page of the editor on which it is mended, and the field, if it is one."""
    return address(posting, gap.page) + (f"#id_{gap.field}" if gap.field else "")
