"""S45: what staff type is a little Markdown and never HTML."""

import nh3
import pytest

from postings.texts import TAGS, as_html, as_plain

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "![x](https://example.com/x.png)",
    "<javascript:alert(1)>",
    '[x](https://e.example "onmouseover=alert(1)")',
    "[x](https://e.example/\"onmouseover='alert(1)')",
    "<svg><p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "`<b onclick=alert(1)>`",
    "```\n<script>1</script>\n```",
    "[<img src=x onerror=alert(1)>](https://e.example)",
    "<form action=https://e.example><input name=q>",
    "<div style='position:fixed'>x</div>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_words_only(text: str) -> None:
    once = as_html(text)
    twice = nh3.clean(once, tags=TAGS, attributes={"a": {"href"}}, link_rel="noopener")

    assert once == twice
    for word in ("<script", "<img", "<svg", "<form", "<style", "<math", 'javascript:alert(1)"', 'href="data'):
        assert word not in once
    assert '<a href="java' not in once.lower()


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n"),
        ("*a* **b**", "<p><em>a</em> <strong>b</strong></p>\n"),
        ("[a](https://example.com/)", '<p><a href="https://example.com/" rel="noopener">a</a></p>\n'),
        (
            "<jobs@example.com>",
            '<p><a href="mailto:jobs@example.com" rel="noopener">jobs@example.com</a></p>\n',
        ),
        ("# No heading", "<p># No heading</p>\n"),
        ("{{ posting.title }} {% now %}", "<p>{{ posting.title }} {% now %}</p>\n"),
        ("DD&IT", "<p>DD&amp;IT</p>\n"),
    ],
)
def test_a_little_markdown(markdown: str, html: str) -> None:
    assert as_html(markdown) == html


def test_the_words_alone() -> None:
    assert as_plain("- *one* [two](https://example.com/)") == "one two"
