"""The one way in which this system writes a mail, and what people may do with it before it goes."""

import base64
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, Model, Value
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import log
from audit.changes import refuse_stale
from core import languages
from core.actor import Actor, By
from core.errors import DomainError
from mail import addresses, identity, kinds, rendering, wording
from mail.models import ENDED, GONE, OutgoingMail, State
from mail.poke import poke_on_commit
from mail.timing import BODY_KEPT

RESERVED = {
    "from", "to", "cc", "bcc", "sender", "subject", "date", "message-id", "auto-submitted",
    "mime-version", "content-type", "content-transfer-encoding", "return-path",
}  # fmt: skip
THE_LETTER_HAS_GONE = gettext_lazy("The letter has gone, or is going just now; it cannot be called back.")


class Held(Enum):
    """Not due at all: it waits for a person."""

    HELD = "held"


HELD = Held.HELD
Due = datetime | timedelta | Held | None


@dataclass(frozen=True)
class Attachment:
    """`as_alternative`: another form of the text itself, such as text/calendar; it comes last."""

    filename: str
    content_type: str
    content: bytes
    as_alternative: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "filename": self.filename,
            "content_type": self.content_type,
            "content": base64.b64encode(self.content).decode(),
            "as_alternative": self.as_alternative,
        }


@dataclass(frozen=True)
class Typed:
    """The words of one letter as a person typed them. Nothing in them is filled in."""

    subject: str
    body: str
    by: Actor


def _one_line(*values: str) -> None:
    for value in values:
        if any(character in value for character in "\r\n\x00"):
            raise DomainError(
                _("A line break or a hidden character stands where a mail needs one plain line.")
            )


def _mailbox(address: str) -> str:
    _one_line(address)
    try:
        return addresses.check(address)
    except ValidationError as error:
        raise DomainError(error.messages[0]) from error


def _checked_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    for name, value in (headers or {}).items():
        _one_line(name, value)
        if name.lower() in RESERVED or not name.isascii() or not name.replace("-", "").isalnum():
            raise ValueError(f"the header {name} is not one that a caller sets")
    return dict(headers or {})


def _checked(attachment: Attachment) -> Attachment:
    _one_line(attachment.filename, attachment.content_type)
    return attachment


def _new_message_id() -> str:
    return f"<{uuid.uuid4()}@{addresses.canonical(identity.address()).partition('@')[2]}>"


def _due(not_before: Due) -> Any:
    """In the database's clock: a datetime, a time from now, at once, or None for held."""
    if not_before is HELD:
        return None
    if isinstance(not_before, timedelta):
        return ExpressionWrapper(Now() + Value(not_before), output_field=DateTimeField())
    return Now() if not_before is None else not_before


def queue(
    *,
    kind: str,
    dedupe_key: str,
    about: Model,
    scope: Model | None,
    to: str,
    context: Mapping[str, str] | Typed,
    revision: int = 0,
    occasion: str = "",
    to_user: Any = None,
    language: str,
    not_before: Due = None,
    attachments: Iterable[Attachment] = (),
    headers: Mapping[str, str] | None = None,
) -> OutgoingMail:
    """Write one mail, in the caller's transaction, and return the row that stands under `dedupe_key`.

    `about`, `revision`, `occasion`, `to_user` and `scope` become columns, as `OutgoingMail` explains them.
    `not_before`: a moment, a time from now (`timedelta`), `HELD`, or nothing for at once.
    `context` has exactly the names of the kind's placeholders, or is the letter itself. `to` is one mailbox.
    `language`: the receiver's, which the caller speaks while it makes the words (`core.languages.speaking`).
    Raises `DomainError` for an address or a value that no mail can carry.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a mail is queued inside the transaction that causes it")
    standing = OutgoingMail.objects.filter(dedupe_key=dedupe_key).first()
    if standing:
        return standing
    its_kind, due = kinds.get(kind), _due(not_before)
    mail = OutgoingMail(
        kind=kind,
        dedupe_key=dedupe_key,
        about_kind=str(about._meta.model_name),
        about_id=about.pk,
        scope_kind=str(scope._meta.model_name) if scope else "",
        scope_id=scope.pk if scope else None,
        revision=revision,
        occasion=occasion,
        to_user=to_user,
        written_by_id=context.by.pk if isinstance(context, Typed) else None,
        to=_mailbox(to),
        from_address=identity.address(),
        language=language,
        attachments=[_checked(attachment).as_json() for attachment in attachments],
        headers=_checked_headers(headers),
        secret=its_kind.secret,
        message_id=_new_message_id(),
        not_before=due,
        due_since=due,
    )
    _render(mail, its_kind, context)
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    if not_before is not HELD:
        poke_on_commit()
    return OutgoingMail.objects.get(dedupe_key=dedupe_key)


def preview(*, kind: str, language: str, context: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text that `queue` would write now."""
    its_kind = kinds.get(kind)
    subject, body = rendering.letter(its_kind, language)
    values = rendering.values(its_kind, context)
    return wording.fill(subject, values), wording.fill_lines(body, values)


def _render(mail: OutgoingMail, kind: kinds.Kind, context: Mapping[str, str] | Typed) -> None:
    if languages.current() != mail.language:
        raise RuntimeError("the words of a mail are made in the language of who gets it")
    if isinstance(context, Typed):
        subject, body = context.subject, context.body
    else:
        subject, body = preview(kind=kind.code, language=mail.language, context=context)
    if "\x00" in subject + body:
        raise DomainError(_("A hidden character stands where a mail needs plain text."))
    mail.from_name = identity.name()[:120]
    _write(mail, subject=subject, body=body)


def _write(mail: OutgoingMail, *, subject: str, body: str) -> None:
    _one_line(subject, mail.from_name)
    mail.subject = subject.strip()[:400]
    mail.text = rendering.signed(body, sender=mail.from_name)
    mail.html = rendering.html(body, subject=mail.subject, sender=mail.from_name, language=mail.language)


def is_told(dedupe_key: str) -> bool:
    """Its mail was sent and has not come back."""
    return OutgoingMail.objects.sent().filter(dedupe_key=dedupe_key).exists()


@transaction.atomic
def cancel(*, dedupe_key: str, by: By, why: str) -> bool:
    """The mail will not go; also when there is none. `DomainError` once it has gone or may have."""
    mail = OutgoingMail.objects.select_for_update().filter(dedupe_key=dedupe_key).first()
    if mail is None or mail.state == State.CANCELLED:
        return True
    if mail.state in GONE:
        raise DomainError(str(THE_LETTER_HAS_GONE))
    mail.state, mail.error = State.CANCELLED, why[:500]
    end(mail, "state", "error")
    log.record("mail.cancelled", by=by, obj=mail, kind=mail.kind)
    return True


def end(mail: OutgoingMail, *fields: str) -> None:
    """Save a row that has come to its end; what was secret in it goes with the same commit."""
    mail.ended_at = Now()
    if mail.secret:
        mail.text = mail.html = ""
        mail.attachments, mail.headers = [], {}
    mail.save(update_fields=[*fields, "ended_at", "text", "html", "attachments", "headers"])


def _locked(mail: OutgoingMail) -> OutgoingMail:
    return OutgoingMail.objects.select_for_update().get(pk=mail.pk)


@transaction.atomic
def hold(mail: OutgoingMail, *, by: Actor) -> OutgoingMail:
    mail = _locked(mail)
    if mail.is_held:
        return mail
    if not mail.is_waiting:
        too_late = THE_LETTER_HAS_GONE if mail.state in GONE else _("The letter does not wait any more.")
        raise DomainError(str(too_late))
    mail.state, mail.not_before = State.QUEUED, None
    mail.save(update_fields=["state", "not_before"])
    log.record("mail.held", by=by, obj=mail, kind=mail.kind)
    return mail


@transaction.atomic
def release(mail: OutgoingMail, *, by: Actor) -> OutgoingMail:
    """Due now. A letter that has gone stays gone."""
    mail = _locked(mail)
    if mail.state == State.CANCELLED:
        raise DomainError(_("The letter was cancelled; there is nothing to release."))
    if not mail.is_waiting:
        return mail
    OutgoingMail.objects.filter(pk=mail.pk).update(state=State.QUEUED, not_before=Now(), due_since=Now())
    log.record("mail.released", by=by, obj=mail, kind=mail.kind)
    poke_on_commit()
    mail.refresh_from_db()
    return mail


@transaction.atomic
def send_again(mail: OutgoingMail, *, by: Actor) -> OutgoingMail:
    """The same row and the same Message-ID once more, after it failed or nobody knows whether it arrived."""
    mail = _locked(mail)
    if mail.is_waiting or mail.state == State.SENDING:
        return mail
    if not mail.can_go_again:
        raise DomainError(_("Only a letter that failed or may not have arrived can be sent again."))
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=State.QUEUED, not_before=Now(), due_since=Now(), ended_at=None, dot_at=None, claim_token=None
    )
    log.record("mail.sent_again", by=by, obj=mail, kind=mail.kind, attempt=mail.attempt)
    poke_on_commit()
    mail.refresh_from_db()
    return mail


@transaction.atomic
def write_again(
    *,
    dedupe_key: str,
    to: str,
    language: str,
    context: Mapping[str, str],
    by: By,
    not_before: Due = None,
    attachments: Iterable[Attachment] = (),
) -> OutgoingMail:
    """A letter that was cancelled, written anew on its own row: one key has one letter. It never went."""
    mail = OutgoingMail.objects.select_for_update().filter(dedupe_key=dedupe_key).first()
    if mail and (mail.is_waiting or mail.state == State.SENDING):
        return mail
    if mail is None or mail.state != State.CANCELLED:
        raise DomainError(_("Only a letter that was cancelled can be written again."))
    mail.to, mail.language = _mailbox(to), language
    mail.attachments = [_checked(attachment).as_json() for attachment in attachments]
    mail.state, mail.error, mail.smtp_code = State.QUEUED, "", None
    mail.not_before = mail.due_since = _due(not_before)
    mail.ended_at = mail.dot_at = mail.claim_token = mail.first_tried_at = None
    _render(mail, kinds.get(mail.kind), context)
    mail.save()
    log.record("mail.written_again", by=by, obj=mail, kind=mail.kind)
    if not_before is not HELD:
        poke_on_commit()
    return OutgoingMail.objects.get(pk=mail.pk)


@transaction.atomic
def edit(mail: OutgoingMail, *, subject: str, body: str, by: Actor, version: int) -> OutgoingMail:
    """Another text for a letter that waits for a person."""
    mail = _locked(mail)
    if not mail.is_held:
        raise DomainError(_("Only a letter that is held can be changed; hold it first."))
    if mail.secret:
        raise DomainError(_("This letter is between us and its receiver; nobody reads or changes it."))
    before = mail.version
    _write(mail, subject=subject, body=body)
    if mail.version == before:
        return mail
    refuse_stale(mail, version=version, now=before, action="mail.edited")
    mail.first_tried_at = None
    mail.save(update_fields=["subject", "text", "html", "first_tried_at"])
    log.record("mail.edited", by=by, obj=mail, kind=mail.kind)
    return mail


def erase_old_bodies() -> int:
    """Texts go 30 days after their mail ended; who was told what kind of thing, and when, stays."""
    old = OutgoingMail.objects.filter(state__in=ENDED).exclude(text="")
    return old.filter(ended_at__lt=Now() - Value(BODY_KEPT)).update(text="", html="", attachments=[])
