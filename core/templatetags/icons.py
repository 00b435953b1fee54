"""The icons of the desk, each drawn once a process: its XML costs as much as a query."""

from functools import lru_cache

from django import template
from lucide.templatetags.lucide import lucide

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: int = 16) -> str:
    """Beside the word that it stands for, so nobody hears of it twice."""
    return lucide(name, size=size, aria_hidden="true")
