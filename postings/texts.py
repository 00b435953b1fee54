"""What staff type becomes HTML: a little Markdown, cleaned by nh3.

Paragraphs, lists, links and emphasis. No HTML, headings (a section has its own), images or code; links go to
http, https and mailto only. The text is never given to a template engine.
"""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "ul", "ol", "li", "a", "strong", "em", "br"}
RULES = ["paragraph", "list", "link", "emphasis", "newline", "escape", "entity", "autolink"]
MARKDOWN = MarkdownIt("zero", {"html": False}).enable(RULES)


@lru_cache(maxsize=2048)
def as_html(markdown: str) -> SafeString:
    html = nh3.clean(
        MARKDOWN.render(markdown),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    return mark_safe(html)  # noqa: S308  nh3 has just cleaned it


def as_plain(markdown: str) -> str:
    """The words alone, for search and for descriptions."""
    return nh3.clean(MARKDOWN.render(markdown), tags=set()).strip()
