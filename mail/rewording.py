"""Changing the words of a kind of mail, and going back to those it came with."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audit import log
from mail import identity, kinds, rendering, wording
from mail.kinds import Kind
from mail.models import Letter


@dataclass(frozen=True)
class Preview:
    subject: str
    text: str
    html: str


def preview(kind: Kind, *, subject: str, body: str, language: str = "en") -> Preview:
    """The letter with its samples in it, exactly as a mail would be made from it."""
    values = rendering.values(kind, dict(kind.placeholders))
    subject, body = wording.fill(subject, values), wording.fill_lines(body, values)
    sender = identity.name()
    html = rendering.html(body, subject=subject, sender=sender, language=language)
    return Preview(subject, rendering.signed(body, sender=sender), html)


@transaction.atomic
def change(kind: Kind, *, subject: str, body: str, by: Any, language: str = "en") -> Letter:
    """Raises `wording.Unfit` for a text that cannot be a letter of that kind."""
    kinds.check(kind, subject=subject, body=body)
    letter, _ = Letter.objects.update_or_create(
        kind=kind.code, language=language, defaults={"subject": subject, "body": body, "changed_by": by}
    )
    log.record("letter.changed", by=by, obj=letter, kind=kind.code, language=language)
    return letter


@transaction.atomic
def back_to_default(kind: Kind, *, by: Any, language: str = "en") -> None:
    letter = Letter.objects.select_for_update().filter(kind=kind.code, language=language).first()
    if letter is None:
        return
    log.record("letter.back_to_default", by=by, obj=letter, kind=kind.code, language=language)
    letter.delete()
