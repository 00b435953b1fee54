"""The words of `core.words`, for templates."""

from django import template

from core import words

register = template.Library()
for name in (
    "day_in_words",
    "day_short",
    "deadline_in_words",
    "exactly_in_words",
    "moment_in_words",
    "moment_short",
    "size_in_words",
):
    register.filter(name, getattr(words, name))
register.simple_tag(words.countdown)
