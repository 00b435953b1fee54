"""What the launcher asks before the first page."""

from typing import Any

from recruitment.run import prepare
from tests.files.scanner import Scanner


def test_whether_the_scanner_answers_is_said(settings: Any) -> None:
    with Scanner(settings):
        assert prepare.ask_scanner() == "answers"

    assert prepare.ask_scanner() == "does NOT answer; new CVs wait for it"  # where it was nobody listens
