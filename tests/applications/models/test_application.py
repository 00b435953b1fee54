import pytest

from applications.models import Answer


@pytest.mark.parametrize(
    "kind, value, said",
    [
        ("yes_no", "yes", "Yes"),
        ("yes_no", "no", "No"),
        ("yes_no", "", ""),
        ("short_text", "yes", "yes"),
        ("number", "2.5", "2.5"),
    ],
)
def test_an_answer_is_said_as_it_was_given_but_for_yes_and_no(kind: str, value: str, said: str) -> None:
    assert Answer(kind=kind, value=value).in_words == said
