"""An SMTP server that takes mails and goes wrong as it is told. It logs *accepted* and *250 sent* apart:
that tells a true double from a lost answer.

    with Sink() as sink:
        settings.EMAIL_URL = sink.url
        sink.script("amina@example.com", Fault("rcpt", "450 busy"), Fault("after_dot", reset=True))

Each dialogue with that receiver uses up one fault; after the last one all is well.
"""

import asyncio
import email
import email.policy
import logging
import ssl
import threading
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd's own, which tells every command
Stage = Literal["mail", "rcpt", "data", "after_dot"]


@dataclass(frozen=True)
class Fault:
    """At `stage`: wait, then reset the connection, or answer `answer`, or go on as if nothing was.

    `accepted` is for "after_dot": whether the sink keeps the mail although it does not say so.
    """

    stage: Stage
    answer: str = ""
    reset: bool = False
    wait: float = 0
    accepted: bool = False


@dataclass
class Dialogue:
    """One transaction: one MAIL command and what followed it."""

    sender: str
    receivers: list[str] = field(default_factory=list)
    connection: int = 0


@dataclass(frozen=True)
class Accepted:
    sender: str
    receivers: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.data, policy=email.policy.default)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    def text(self, subtype: str = "plain") -> str:
        part = self.message.get_body((subtype,))
        assert part is not None
        return str(part.get_content())


class _Server(SMTP):
    """aiosmtpd, which notes when a 250 for the data has really been written."""

    answering: str = ""

    def eof_received(self) -> bool:
        """A relay reads what was sent before the line broke; aiosmtpd alone would drop it at once."""
        if self.transport is not None and self.transport.get_extra_info("sslcontext"):
            return bool(super().eof_received())
        asyncio.get_running_loop().call_later(0.05, self._line_broke)
        return True

    def _line_broke(self) -> None:
        if self.transport is not None:
            super().eof_received()
            self.transport.close()

    async def push(self, status: Any) -> None:
        await super().push(status)
        answer = status.decode() if isinstance(status, bytes) else str(status)
        if self.answering and answer.startswith("250"):
            self.event_handler.sink.answered.append(self.answering)
        self.answering = ""


class _Handler:
    def __init__(self, sink: "Sink") -> None:
        self.sink = sink

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sink.dialogues.append(Dialogue(address, connection=id(session)))
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sink.dialogues[-1].receivers.append(address)
        faults = self.sink.faults[address]
        server.fault = faults.popleft() if faults else None
        envelope.rcpt_tos.append(address)
        return await self._answer(server, "rcpt", "250 OK")

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        data = envelope.content
        assert isinstance(data, bytes)
        taken = Accepted(envelope.mail_from or "", tuple(envelope.rcpt_tos), data)
        fault: Fault | None = getattr(server, "fault", None)
        if fault is None or fault.stage != "after_dot" or fault.accepted:
            self.sink.accepted.append(taken)
        if self.sink.on_accepted:
            self.sink.on_accepted(taken)
        answer = await self._answer(server, "after_dot", "250 OK taken")
        server.answering = taken.message_id if answer.startswith("250") else ""
        return answer

    async def _answer(self, server: Any, stage: Stage, otherwise: str) -> str:
        fault: Fault | None = getattr(server, "fault", None)
        if fault is None or fault.stage != stage:
            return otherwise
        if fault.wait:
            await asyncio.sleep(fault.wait)
        if fault.reset:
            server.transport.abort()
        return fault.answer or otherwise


class Sink:
    """`accepted` and `answered` are in the order in which they happened."""

    def __init__(
        self, *, tls: ssl.SSLContext | None = None, implicit_tls: bool = False, login: str = "", port: int = 0
    ) -> None:
        self.accepted: list[Accepted] = []
        self.answered: list[str] = []
        self.dialogues: list[Dialogue] = []
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.connections = 0
        self.on_accepted: Any = None
        self._tls, self._implicit, self._login, self._port = tls, implicit_tls, login, port

    def script(self, receiver: str, *faults: Fault) -> None:
        self.faults[receiver].extend(faults)

    def copies(self) -> Counter[str]:
        """How many copies of each Message-ID were accepted."""
        return Counter(taken.message_id for taken in self.accepted)

    def to(self, receiver: str) -> list[Accepted]:
        return [taken for taken in self.accepted if receiver in taken.receivers]

    @property
    def url(self) -> str:
        scheme = ("smtps" if self._implicit else "smtp+tls") if self._tls else "smtp"
        user = f"{self._login}@" if self._login else ""
        return f"{scheme}://{user}localhost:{self.port}"

    def _session(self) -> SMTP:
        self.connections += 1
        starttls = self._tls if not self._implicit else None
        options: dict[str, Any] = {"hostname": "sink.test", "enable_SMTPUTF8": False}
        if self._login:
            user, _, password = self._login.partition(":")
            options["authenticator"] = lambda *given: AuthResult(
                success=(given[4].login.decode(), given[4].password.decode()) == (user, password),
                handled=False,
            )
            options |= {"auth_exclude_mechanism": ["LOGIN"], "auth_required": True}
            options["auth_require_tls"] = self._tls is not None and not self._implicit
        return _Server(
            _Handler(self), loop=self._loop, tls_context=starttls, require_starttls=bool(starttls), **options
        )

    def __enter__(self) -> "Sink":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sink", daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self) -> asyncio.Server:
        tls = self._tls if self._implicit else None
        return await self._loop.create_server(self._session, "localhost", self._port, ssl=tls)

    async def _close(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
