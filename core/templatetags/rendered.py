"""What a page shows in two places and makes once."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template

register = template.Library()


@register.simple_tag(takes_context=True)
def rendered(context: Context, name: str) -> str:
    """`{% rendered "includes/…" as words %}`: an include whose text can be shown more than once.

    What it names for itself (`{% url … as href %}`) is not known outside of it.
    """
    found: Any = get_template(name)
    with context.push():
        return str(found.template.render(context))
