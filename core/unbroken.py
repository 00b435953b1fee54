"""Words with a hyphen at which no line may end, marked in a page that is otherwise done."""

import re

from django.utils.safestring import SafeString, mark_safe

# What is typed into or chosen in a field is left alone, and so are tags; an address is no word.
# Text and attributes of a page hold no bare "<", so no try reads on behind the next one.
LEFT_ALONE = re.compile(
    r"(<(?:textarea|option|script|style)\b[^<]*</(?:textarea|option|script|style)>|<[^<>]*>)"
)
WORD = re.compile(r"(?<![\w.@-])(e-mail\w*+)(?![\w.-]*@)", re.IGNORECASE)


def unbroken(html: str) -> SafeString:
    """`html`: a page, or a part of one, as it was rendered."""
    parts = LEFT_ALONE.split(html)
    parts[::2] = [WORD.sub(r'<span class="unbroken">\1</span>', text) for text in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308  it was safe before, and a span was put around words
