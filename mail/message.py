"""An outgoing mail as the bytes that go through SMTP."""

import base64
import re
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from email.utils import localtime
from typing import Any

from mail.models import OutgoingMail


class _Policy(EmailPolicy):
    """A header begins on its first line; where that is left empty, some readers see a space in front."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        return re.sub(rb"\A([^:\r\n]+:)\r\n(?=[ \t])", rb"\1", super().fold_binary(name, value))


POLICY = _Policy(linesep="\r\n", cte_type="7bit", raise_on_defect=True)


def build(mail: OutgoingMail) -> bytes:
    """Raises whatever the standard library finds wrong: such a mail will never be better."""
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(mail.from_name, addr_spec=mail.from_address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = localtime()
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
    return message.as_bytes()


def _content(attachment: dict[str, Any]) -> bytes:
    return base64.b64decode(attachment["content"])


def _type(attachment: dict[str, Any]) -> dict[str, Any]:
    """Type and parameters as they were given; bytes never get a charset of the library's own."""
    part = MIMEPart(policy=POLICY)
    part["Content-Type"] = attachment["content_type"]
    header = part["Content-Type"]
    return {"maintype": header.maintype, "subtype": header.subtype, "params": dict(header.params)}
