"""Icons, and what a page makes once and shows twice."""

from django.template import Context, engines

from core.templatetags.icons import icon


def test_an_icon_is_drawn_once_and_read_to_nobody() -> None:
    assert 'aria-hidden="true"' in icon("sun")
    assert 'width="18"' in icon("sun", size=18)
    assert icon("sun") is icon("sun")


def test_what_is_rendered_once_is_shown_twice_with_its_own_words() -> None:
    """It is the include's own text: safe, with what the page knows."""
    page = engines["django"].from_string(
        '{% load rendered %}{% rendered "includes/empty.html" as words %}{{ words }}{{ words }}'
    )

    said = page.template.render(Context({"title": "<Nobody>", "href": ""}))

    assert said.count("<h2>&lt;Nobody&gt;</h2>") == 2
