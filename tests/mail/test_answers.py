"""What is stored about a mail is English; whoever reads it has it in their language."""

import pytest
from django.utils import translation

from mail import answers
from mail.models import DeliveryAttempt, OutgoingMail
from mail.relay import describe
from tests.tagged import tagged

FILLED = [
    "The relay's certificate is not trusted: self-signed certificate.",
    "The relay does not accept our name and password (535).",
    "The relay answered 554 5.7.1 no {braces} here",
    "written to abc.eml",
    "The mail cannot be built: ValueError.",
    "Its reason could not be read: KeyError.",
    "Given up after 48 hours. The relay did not answer in time.",
    "Given up after 48 hours. The relay answered 451 later",
]


@pytest.mark.parametrize("stored", [*FILLED, "", "The interview was cancelled.", "2.0.0 Ok: queued as 4F"])
def test_in_english_it_is_what_was_stored(stored: str) -> None:
    with translation.override("en"):
        assert answers.in_words(stored) == stored


def test_a_sentence_that_was_filled_is_translated_before_it_is_filled_again() -> None:
    with tagged():
        said = answers.in_words("The mail cannot be built: ValueError.")

    assert said == "The mail cannot be built: ValueError [da]. [da]"


def test_what_was_filled_in_is_said_too() -> None:
    with tagged():
        said = answers.in_words("Given up after 48 hours. The relay closed the connection.")

    assert said == "Given up after 48 hours. The relay closed the connection. [da] [da]"


def test_mails_and_attempts_say_it() -> None:
    stored = "The relay closed the connection."

    with tagged():
        assert OutgoingMail(error=stored).error_in_words == f"{stored} [da]"
        assert DeliveryAttempt(answer=stored).answer_in_words == f"{stored} [da]"


def test_what_is_stored_is_english_whatever_is_spoken_there() -> None:
    with tagged():
        assert describe(TimeoutError()) == "The relay did not answer in time."
