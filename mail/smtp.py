"""The dialogue with the SMTP relay on `smtplib` itself, because the commit before the dot must fit in."""

import re
import select
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

from mail import crashpoints
from mail.answers import ANSWERED
from mail.relay import TROUBLE, Dropped, NoAnswer, Refused, Unreachable, describe, is_silence, words
from mail.timing import COMMAND

IN_A_ROW = 3  # so many receivers' lines dropped one after the other are no receiver's fault
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class SmtpRelay:
    """One connection, kept from one mail to the next."""

    def __init__(self, url: str) -> None:
        self.url: SplitResult = urlsplit(url)
        self.smtp: smtplib.SMTP | None = None
        self.aborted = False
        self.dropped = 0  # in a row

    def start(self, *, sender: str, receiver: str) -> None:
        self.aborted = False
        if self.smtp is not None and self._envelope_on_old_connection(sender, receiver):
            return
        self.smtp = self._connected()
        try:
            self._mail_from(sender)
        except TROUBLE as error:
            self.close()
            raise Unreachable(describe(error)) from error
        try:
            self._rcpt_to(receiver)
        except TROUBLE as error:
            raise self._drop(error) from error

    def transmit(self, data: bytes, *, name: str) -> None:
        smtp = self._here
        try:
            code, answer = smtp.docmd("DATA")
            if code == 354:
                smtp.send(re.sub(rb"(?m)^\.", b"..", data))
        except TROUBLE as error:
            raise self._drop(error) from error
        if code != 354:
            raise self._refusal(code, answer)
        crashpoints.here("after_dot_at")
        with self._after_the_dot():
            smtp.send(b".\r\n")
            crashpoints.here("after_dot")

    def answers_within(self, seconds: float) -> bool:
        sock = self._here.sock
        assert sock is not None
        if isinstance(sock, ssl.SSLSocket) and sock.pending():
            return True
        waiting = select.poll()
        waiting.register(sock, select.POLLIN)
        return bool(waiting.poll(seconds * 1000))  # also of a line that broke, which reading tells

    def answer(self, *, patience: float) -> tuple[int, str]:
        with self._after_the_dot():
            smtp = self._here
            assert smtp.sock is not None
            smtp.sock.settimeout(patience)
            code, answer = smtp.getreply()
            smtp.sock.settimeout(COMMAND)
        self.dropped = 0
        if not 200 <= code < 600 or 300 <= code < 400:
            self.close()
            raise NoAnswer(ANSWERED.format(code=code, answer=words(code, answer)))
        if code >= 400:
            raise self._refusal(code, answer)
        return code, words(code, answer)

    @contextmanager
    def _after_the_dot(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # whatever it was: the dot may have gone out
            self.close()
            raise NoAnswer(describe(error)) from error

    def set_aside(self) -> "SmtpRelay":
        aside = SmtpRelay(self.url.geturl())
        aside.smtp, self.smtp = self.smtp, None
        return aside

    def reset(self) -> None:
        try:
            self._here.rset()
        except TROUBLE:
            self.close()

    def abort(self) -> None:
        self.aborted = True
        sock = self.smtp.sock if self.smtp else None
        if sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def close(self) -> None:
        """QUIT, whose errors are nobody's business: what was sent has been committed."""
        smtp, self.smtp = self.smtp, None
        if smtp is None:
            return
        with suppress(*TROUBLE):
            if smtp.sock is not None:
                smtp.sock.settimeout(2)
            smtp.quit()
        smtp.close()

    @property
    def _here(self) -> smtplib.SMTP:
        if self.smtp is None:
            raise Unreachable(gettext_noop("There is no connection to the relay."))
        return self.smtp

    def _connected(self) -> smtplib.SMTP:
        try:
            return self._dial()
        except TROUBLE as error:
            raise Unreachable(describe(error)) from error

    def _dial(self) -> smtplib.SMTP:
        host, port = self.url.hostname or "", self.url.port or PORTS[self.url.scheme]
        ours = urlsplit(settings.BASE_URL).hostname
        if self.url.scheme == "smtps":
            context = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, ours, timeout=COMMAND, context=context)
        else:
            smtp = smtplib.SMTP(host, port, ours, timeout=COMMAND)
        try:
            smtp.ehlo_or_helo_if_needed()
            if self.url.scheme == "smtp+tls":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self.url.username:
                smtp.login(unquote(self.url.username), unquote(self.url.password or ""))
        except BaseException:  # raised again; only the connection must not stay open
            smtp.close()
            raise
        return smtp

    def _envelope_on_old_connection(self, sender: str, receiver: str) -> bool:
        """False if the connection has died meanwhile, which relays do to idle ones: a new one is made."""
        greeted = False
        try:
            self._mail_from(sender)
            greeted = True
            self._rcpt_to(receiver)
        except Refused as refusal:
            if refusal.code != 421:
                raise
        except TROUBLE as error:
            if greeted and (self.aborted or is_silence(error)):  # it lives, and not for this one
                raise self._drop(error) from error
        else:
            return True
        self.close()
        return False

    def _mail_from(self, sender: str) -> None:
        if self.aborted:  # while we were still connecting
            raise TimeoutError
        self._answered(*self._here.mail(sender))

    def _rcpt_to(self, receiver: str) -> None:
        self._answered(*self._here.rcpt(receiver))

    def _answered(self, code: int, answer: bytes) -> None:
        if not 200 <= code < 300:
            raise self._refusal(code, answer)

    def _drop(self, error: Exception) -> Exception:
        self.close()
        self.dropped += 1
        return (Unreachable if self.dropped >= IN_A_ROW else Dropped)(describe(error))

    def _refusal(self, code: int, answer: bytes) -> Exception:
        if not 400 <= code < 600:
            self.close()
            return Unreachable(ANSWERED.format(code=code, answer=words(code, answer)))
        if code == 421:
            self.close()
        elif self.smtp is not None:
            self.reset()
        self.dropped = 0
        return Refused(code, words(code, answer))
