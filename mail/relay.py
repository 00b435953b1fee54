"""What a sender asks of a relay, step by step so that each step can be committed, and how it goes wrong."""

import smtplib
import socket
import ssl
from typing import Protocol

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


class NoAnswer(Exception):
    """The final dot may have been sent and no answer came: nobody knows."""


class Relay(Protocol):
    def start(self, *, sender: str, receiver: str) -> None:
        """Everything before the data. Raises `Refused` or `Unreachable`."""

    def transmit(self, data: bytes, *, name: str, patience: float) -> tuple[int, str]:
        """The data, the dot and the answer to it. Raises `Refused`, `Unreachable` or `NoAnswer`."""

    def reset(self) -> None: ...

    def abort(self) -> None:
        """From another thread: whatever it waits for, it waits no more."""

    def close(self) -> None: ...


def words(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.replace("\x00", "").split())[:400]


def describe(error: BaseException) -> str:
    """What went wrong, in words for the outbox page."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The relay's certificate is not trusted: {error.verify_message}."
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"The relay does not accept our name and password ({error.smtp_code})."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "The relay does not offer what EMAIL_URL asks for (encryption or sign-in)."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The relay answered {error.smtp_code} {words(error.smtp_code, error.smtp_error)}"
    if isinstance(error, TimeoutError):
        return "The relay did not answer in time."
    if isinstance(error, (smtplib.SMTPServerDisconnected, ConnectionResetError, BrokenPipeError)):
        return "The relay closed the connection."
    if isinstance(error, ConnectionRefusedError):
        return "Nothing answers at the relay's address."
    if isinstance(error, socket.gaierror):
        return "The relay's name is not known."
    return f"{type(error).__name__}: {words(0, str(error))}"
