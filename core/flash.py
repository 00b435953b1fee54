"""What was just done, said once on the page that comes; with the way to undo it, where there is one."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

UNDO = "undo:"


def done(request: HttpRequest, sentence: str, *, undo: str = "") -> None:
    """`undo`: the address that takes it back when it is posted to, without a body."""
    messages.success(request, sentence, extra_tags=f"{UNDO}{undo}" if undo else "")


def undo_href(message: Message) -> str:
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""
