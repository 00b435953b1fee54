"""An outgoing mail as the bytes that go through SMTP."""

import base64
import re
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from hashlib import sha256
from typing import Any

from django.utils import timezone

from mail import addresses
from mail.models import OutgoingMail


class _Policy(EmailPolicy):
    """A header begins on its first line; where that is left empty, some readers see a space in front."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        return re.sub(rb"\A([^:\r\n]+:)\r\n(?=[ \t])", rb"\1", super().fold_binary(name, value))


POLICY = _Policy(linesep="\r\n", cte_type="7bit", raise_on_defect=True)


def build(mail: OutgoingMail) -> bytes:
    """The same bytes at each try. Raises whatever is found wrong: such a mail will never be better."""
    addresses.check(mail.from_address)
    addresses.check(mail.to)
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(mail.from_name, addr_spec=mail.from_address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = (mail.first_tried_at or timezone.now()).astimezone(UTC)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    for attachment in mail.attachments:
        if attachment["as_alternative"]:
            message.add_alternative(_content(attachment), **_type(attachment))
    for attachment in mail.attachments:
        if not attachment["as_alternative"]:
            message.add_attachment(_content(attachment), filename=attachment["filename"], **_type(attachment))
    _fix_boundaries(message, mail.message_id)
    return message.as_bytes()


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """The library chooses them by chance. Nobody who writes a text can know its Message-ID."""
    unique = sha256(message_id.encode()).hexdigest()[:32]
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{unique}_{number}")


def _content(attachment: dict[str, Any]) -> bytes:
    return base64.b64decode(attachment["content"])


def _type(attachment: dict[str, Any]) -> dict[str, Any]:
    """Type and parameters as they were given; bytes never get a charset of the library's own."""
    part = MIMEPart(policy=POLICY)
    part["Content-Type"] = attachment["content_type"]
    header = part["Content-Type"]
    return {"maintype": header.maintype, "subtype": header.subtype, "params": dict(header.params)}
