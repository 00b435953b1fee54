"""What a sender asks of a relay, step by step so that each step can be committed, and how it goes wrong."""

import smtplib
import socket
import ssl
from typing import Protocol

from django.utils.translation import gettext_noop

from mail.answers import ANSWERED, NO_SIGN_IN, UNTRUSTED

TROUBLE = (OSError, smtplib.SMTPException, ValueError)


class Refused(Exception):
    """The relay said no to this mail; nothing was sent."""

    def __init__(self, code: int, answer: str) -> None:
        super().__init__(f"{code} {answer}")
        self.code, self.answer = code, answer

    @property
    def for_now(self) -> bool:
        return 400 <= self.code < 500


class Unreachable(Exception):
    """The relay does not talk to us; nothing was sent, and it has nothing to do with this mail."""


class Dropped(Exception):
    """The line broke, or fell silent, at this receiver or at this mail's data; nothing was sent."""


class NoAnswer(Exception):
    """The final dot may have been sent and no answer came: nobody knows."""


class Relay(Protocol):
    def start(self, *, sender: str, receiver: str) -> None:
        """Everything before the data. Raises `Refused`, `Unreachable` or `Dropped`."""

    def transmit(self, data: bytes, *, name: str) -> None:
        """The data and the dot. Raises `Refused`, `Unreachable`, `Dropped` or `NoAnswer`."""

    def answers_within(self, seconds: float) -> bool:
        """Waits for the answer to the dot without reading it."""

    def answer(self, *, patience: float) -> tuple[int, str]:
        """Raises `Refused` or `NoAnswer`."""

    def set_aside(self) -> "Relay":
        """The connection as it waits, for somebody else to listen to; here a new one is made when needed."""

    def reset(self) -> None: ...

    def abort(self) -> None:
        """From another thread: whatever it waits for, it waits no more."""

    def close(self) -> None: ...


def words(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.replace("\x00", "").split())[:400]


def is_silence(error: BaseException) -> bool:
    """`smtplib` calls a reply that did not come in time a closed connection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def describe(error: BaseException) -> str:
    """What went wrong, in words for the outbox page; in English, as `answers.in_words` reads it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return UNTRUSTED.format(why=error.verify_message)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NO_SIGN_IN.format(code=error.smtp_code)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return gettext_noop("The relay does not offer what EMAIL_URL asks for (encryption or sign-in).")
    if isinstance(error, smtplib.SMTPResponseException):
        return ANSWERED.format(code=error.smtp_code, answer=words(error.smtp_code, error.smtp_error))
    if is_silence(error):
        return gettext_noop("The relay did not answer in time.")
    if isinstance(error, (smtplib.SMTPServerDisconnected, ConnectionResetError, BrokenPipeError)):
        return gettext_noop("The relay closed the connection.")
    if isinstance(error, ConnectionRefusedError):
        return gettext_noop("Nothing answers at the relay's address.")
    if isinstance(error, socket.gaierror):
        return gettext_noop("The relay's name is not known.")
    return f"{type(error).__name__}: {words(0, str(error))}"
