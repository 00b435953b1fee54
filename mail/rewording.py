"""Changing the words of a kind of mail, and going back to those it came with."""

from dataclasses import dataclass

from django.db import transaction

from audit import log
from audit.changes import refuse_stale
from core.actor import Actor
from core.languages import speaking
from core.versions import version_of
from mail import identity, kinds, rendering, wording
from mail.kinds import Kind
from mail.models import Letter


@dataclass(frozen=True)
class Preview:
    subject: str
    text: str
    html: str


def samples(kind: Kind, *, language: str) -> dict[str, str]:
    with speaking(language):
        return {name: str(sample) for name, sample in kind.placeholders.items()}


def preview(kind: Kind, *, subject: str, body: str, language: str) -> Preview:
    """The letter with its samples in it, exactly as a mail would be made from it."""
    values = rendering.values(kind, samples(kind, language=language))
    subject, body = wording.fill(subject, values), wording.fill_lines(body, values)
    sender = identity.name()
    html = rendering.html(body, subject=subject, sender=sender, language=language)
    return Preview(subject, rendering.signed(body, sender=sender), html)


def version(kind: Kind, *, language: str) -> int:
    """Of the words that a letter of this kind is made from now."""
    return version_of(*rendering.letter(kind, language))


@transaction.atomic
def change(kind: Kind, *, subject: str, body: str, by: Actor, version: int, language: str) -> Letter:
    """Raises `wording.Unfit` for a text that cannot be a letter of that kind."""
    kinds.check(kind, subject=subject, body=body)
    letter = _locked(kind, language)
    if (letter.subject, letter.body) != (subject, body):
        _refuse_stale(letter, version=version)
    letter.subject, letter.body, letter.changed_by_id = subject, body, by.pk
    letter.save(update_fields=["subject", "body", "changed_by", "changed_at"])
    log.record("letter.changed", by=by, obj=letter, kind=kind.code, language=language)
    return letter


@transaction.atomic
def back_to_default(kind: Kind, *, by: Actor, version: int, language: str) -> None:
    letter = Letter.objects.select_for_update().filter(kind=kind.code, language=language).first()
    if letter is None:
        return
    _refuse_stale(letter, version=version)
    log.record("letter.back_to_default", by=by, obj=letter, kind=kind.code, language=language)
    letter.delete()


def _locked(kind: Kind, language: str) -> Letter:
    """Its row, made of the words it came with if it has none: of two first changes one sees the other."""
    subject, body = rendering.letter(kind, language)
    new = Letter(kind=kind.code, language=language, subject=subject, body=body)
    Letter.objects.bulk_create([new], ignore_conflicts=True)
    return Letter.objects.select_for_update().get(kind=kind.code, language=language)


def _refuse_stale(letter: Letter, *, version: int) -> None:
    refuse_stale(letter, version=version, now=version_of(letter.subject, letter.body), action="letter.")
