"""S46: a letter has a closed list of placeholders and no other power. S49: values stay plain."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from mail import kinds
from mail.wording import Unfit, check, fill, fill_lines, plain
from tests.mail.kinds import a_kind, queued, registered
from tests.mail.texts import REFUSED

NAMES = ["name", "link"]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_a_placeholder_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        check(text, allowed=NAMES)


@pytest.mark.parametrize("text", REFUSED)
def test_a_kind_with_such_a_default_is_not_registered(text: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        kinds.register(a_kind("test_bad", body=text))
    assert kinds.find("test_bad") is None


@pytest.mark.parametrize(
    "text, filled",
    [
        ("Dear {name},", "Dear Amina,"),
        ("{name}{name}", "AminaAmina"),
        ("{{ is a brace, and }} another", "{ is a brace, and } another"),
        ("100 % sure", "100 % sure"),
        ("", ""),
    ],
)
def test_placeholders_are_filled_and_doubled_braces_are_braces(text: str, filled: str) -> None:
    assert fill(text, {"name": "Amina", "link": "x"}) == filled


@pytest.mark.parametrize(
    "text, filled",
    [
        ("Hello\n\n{name}\n\nGoodbye", "Hello\n\nGoodbye"),
        ("Hello\n{name}\nGoodbye", "Hello\nGoodbye"),
        ("Hello\n\n{name}\n{name}\n\nGoodbye\n\n{name}", "Hello\n\nGoodbye\n"),
        ("Hello\n\n\nGoodbye {name}", "Hello\n\n\nGoodbye "),
        ("Hello\n\n{name}{link}\n\nGoodbye", "Hello\n\nx\n\nGoodbye"),
    ],
)
def test_a_line_of_which_nothing_is_left_leaves_no_hole(text: str, filled: str) -> None:
    assert fill_lines(text, {"name": "", "link": "x"}).rstrip(" ") == filled.rstrip(" ")


def test_a_value_is_not_read_as_a_text_again() -> None:
    assert fill("{name}", {"name": "{link} {{", "link": "secret"}) == "{link} {{"


def test_a_subject_is_one_line() -> None:
    with pytest.raises(Unfit, match="one line"):
        check("a\nb", allowed=NAMES, one_line=True)


def test_a_letter_keeps_what_makes_it_useful() -> None:
    with pytest.raises(Unfit, match="link"):
        kinds.check(a_kind("x", required=["link"]), subject="Hi", body="no way in")


@pytest.mark.parametrize(
    "value",
    ["<a href=//e>x", "see http://e", "see https://evil.example/x", "www.evil.example", "evil.example",
     "javascript:alert(1)", "<img src=//e/x>", "a http://e b //f", "HTTP://E"],
)  # fmt: skip
def test_a_name_makes_no_link_and_no_markup(db: None, value: str) -> None:
    """S49, V17"""
    mail = queued(context={"name": value, "link": "http://localhost:8000/my/"})

    assert mail.html.count("<a ") == 2  # the button, and its address to copy
    assert mail.html.count("<a href") == mail.html.count('href="http://localhost:8000/my/"')
    assert "<img" not in mail.html
    rest = (mail.text + mail.subject).replace("http://localhost:8000/my/", "")
    assert "://" not in rest
    assert "evil.example" not in rest or "evil. example" in rest
    assert "www.evil" not in rest


def test_a_name_is_at_most_80_characters() -> None:
    """S49"""
    assert len(plain("name", "x" * 120)) == 80
    assert len(plain("first_name", "x" * 120)) == 80
    assert plain("place", "x" * 120) == "x" * 120


def test_hidden_characters_are_taken_out() -> None:
    assert plain("name", "Am\u202eina\u200b\r\n Example\x07") == "Amina Example"


def test_an_address_of_ours_is_a_link_and_one_of_others_is_not(db: None) -> None:
    mail = queued(context={"name": "A", "link": "http://localhost:8000.evil.example/my/"})

    assert "<a " not in mail.html


def test_what_staff_wrote_may_be_a_link(db: None) -> None:
    with registered(a_kind("test_trusted", trusted=["link"])):
        mail = queued(
            kind="test_trusted", context={"name": "A", "link": "https://video.example/room?a=1&b=2"}
        )

    assert 'href="https://video.example/room?a=1&amp;b=2"' in mail.html
