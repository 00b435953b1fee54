"""Writing to one applicant: in whose language, when, how it leaves, and what must be so when it does."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from accounts.models import User
from applications.models import Application, Decision
from applications.outcomes import Outcome
from applications.transitions import door
from audit import log
from core.errors import DomainError, Invalid
from core.languages import NAMES, speaking
from core.versions import version_of
from mail import identity, outbox, rendering
from mail.models import OutgoingMail
from postings.models import Posting, Stage


class Text(StrEnum):
    """A kind of letter that staff write, by its code."""

    STILL_READING = "still_reading"
    NEXT_STEP = "next_step"
    QUESTION = "applicant_question"
    FREE = "free_text"


TEXTS = {  # the kinds of stage at which it says something true
    Text.STILL_READING: {Stage.Kind.RECEIVED, Stage.Kind.SCREENING, Stage.Kind.ASSESSMENT},
    Text.NEXT_STEP: {Stage.Kind.ASSESSMENT, Stage.Kind.INTERVIEW, Stage.Kind.OFFER},
    Text.QUESTION: set(Stage.Kind),
    Text.FREE: set(Stage.Kind),
}
NEED_WORDS = {Text.QUESTION, Text.FREE}  # the text that comes is only the frame of a letter
WAITS = timedelta(minutes=10)  # as a rejection's: long enough to think again
SET_ASIDE = gettext_lazy(
    "The owner of the e-mail address set this application aside, so nobody writes to them about it."
)


def offered(application: Application) -> list[Text]:
    """The texts for where it stands; none if nobody may write to its address."""
    if application.outcome == Outcome.CONTESTED:
        return []
    if not application.is_live:
        return [Text.FREE]
    return [text for text, stages in TEXTS.items() if application.stage.kind in stages]


def words(application: Application, *, text: Text, by: User) -> tuple[str, str]:
    """Subject and body that its writer begins with, filled in, in the applicant's language."""
    context = {
        "name": application.name,
        "posting": application.posting.title,
        "reference": application.code,
        "writer_name": by.name,
    }
    return outbox.preview(kind=text, language=application.language, context=context)


@dataclass(frozen=True)
class AsItGoes:
    """A letter as its receiver gets it. `reply_to` is empty where answers go to the sender's address."""

    to: str
    sender: str
    reply_to: str
    language: str
    subject: str
    text: str

    @classmethod
    def of(cls, application: Application, *, subject: str, body: str) -> "AsItGoes":
        name = identity.name()[:120]
        return cls(
            to=application.email,
            sender=f"{name} <{identity.address()}>",
            reply_to=application.posting.reply_to.get("Reply-To", ""),
            language=application.language,
            subject=subject,
            text=rendering.signed(body, sender=name),
        )

    @property
    def version(self) -> str:
        """As text, so that no template groups its digits."""
        return str(version_of(self.to, self.sender, self.reply_to, self.subject, self.text))

    @property
    def language_name(self) -> str:
        return NAMES[self.language]


def is_untold(decision: Decision | None) -> bool:
    """We have decided, and its applicant does not know: only the decision's own letter may tell."""
    return decision is not None and decision.is_ours and not decision.is_told


def write(
    application: Application,
    *,
    text: Text,
    subject: str,
    body: str,
    by: User,
    version: int,
    token: str,
    confirmed: bool = False,
) -> OutgoingMail:
    """Queue it. `token` names the page it was written on: the same words from one page are one letter.

    `confirmed`: that it says nothing of a decision which its applicant does not know of.
    """
    with transaction.atomic():
        row, _now = door.lock(application)
        key = letter_key(row, token=token, subject=subject, body=body)
        standing = OutgoingMail.objects.filter(dedupe_key=key).first()
        if standing:
            return standing
        door.refuse_stale(row, version=version)
        decision = row.decision
        _refuse_place(row, text=text)
        _refuse_words(row, text=text, subject=subject, body=body, by=by)
        if is_untold(decision) and not confirmed:
            raise Invalid(
                _("They do not know of the decision yet. Say that this letter tells nothing of it."),
                field="confirmed",
            )
        with speaking(row.language):
            mail = outbox.queue(
                kind=text,
                dedupe_key=key,
                about=row,
                revision=_number(decision),
                occasion=token,
                scope=row.posting,
                headers=row.posting.reply_to,
                to=row.email,
                language=row.language,
                context=outbox.Typed(subject=subject, body=body, by=by),
                not_before=outbox.HELD if row.posting.letters_wait else WAITS,
            )
        log.record(
            "application.written_to", by=by, obj=row, mail=mail.pk, kind=text, decision=_number(decision)
        )
    return mail


def letter_key(application: Application, *, token: str, subject: str, body: str) -> str:
    return f"written:{application.pk}:{token}:{version_of(subject, body)}"


def new_token() -> str:
    return secrets.token_urlsafe(16)


def from_this_page(application: Application, *, token: str) -> OutgoingMail | None:
    """The letter that this page has written already, with other words."""
    theirs = OutgoingMail.objects.about(application).filter(occasion=token, written_by__isnull=False)
    return theirs.only("created_at").first()


def still_so(mail: OutgoingMail) -> str:
    """Its words were written for how the application stood: what was decided or undone since stops it."""
    application = Application.objects.filter(pk=mail.about_id).first()
    if application is None:
        return gettext_noop("That application is not there any more.")
    if _number(application.decision) != mail.revision:
        return gettext_noop("Something was decided about the application after this letter was written.")
    return ""


def leaves_in_words(waits: timedelta | None) -> str:
    """What becomes of a letter that waits so long by itself, or, with nothing, for a person."""
    if waits is None:
        return _("The letter is held until somebody releases it.")
    minutes = int(waits.total_seconds() // 60)
    leaves = ngettext(
        "The letter leaves in {count} minute unless you hold it.",
        "The letter leaves in {count} minutes unless you hold it.",
        minutes,
    )
    return leaves.format(count=minutes)


def waits_at(posting: Posting) -> timedelta | None:
    return None if posting.letters_wait else WAITS


def _number(decision: Decision | None) -> int:
    return decision.pk if decision else 0


def _refuse_place(row: Application, *, text: Text) -> None:
    if row.outcome == Outcome.CONTESTED:
        raise DomainError(str(SET_ASIDE))
    if text not in offered(row):
        raise DomainError(_("That text does not fit where the application stands now. Choose another one."))


def _refuse_words(row: Application, *, text: Text, subject: str, body: str, by: User) -> None:
    for field, typed in (("subject", subject), ("body", body)):
        if not _says_something(typed):
            raise Invalid(_("A letter needs a subject and a text."), field=field)
    if text in NEED_WORDS and body.split() == words(row, text=text, by=by)[1].split():
        raise Invalid(_("Write what you want to say; so far the letter is only its frame."), field="body")


def _says_something(typed: str) -> bool:
    """Something that can be seen: spaces and hidden characters are none."""
    return any(unicodedata.category(one)[0] not in "CZ" for one in typed)
