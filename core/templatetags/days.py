from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.day_input import script_words

register = template.Library()


@register.simple_tag
def day_words() -> SafeString:
    """Attributes of a form with a `DayInput`: the words of static/js/days.js."""
    return format_html_join(" ", 'data-words-{}="{}"', script_words().items())
