"""The kinds of mail that this system sends, registered by the apps above in `AppConfig.ready()`."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.languages import speaking
from mail import wording
from mail.timing import BRIEF, LEASE, SWEEP

if TYPE_CHECKING:
    from mail.models import OutgoingMail

Words = str | Promise  # lazy: in the language of whoever reads them
AUDIENCES = {"Applicants": gettext_lazy("Applicants"), "Staff": gettext_lazy("Staff")}
Guard = Callable[["OutgoingMail"], str]
WhenSent = Callable[["OutgoingMail"], None]


@dataclass(frozen=True)
class Kind:
    """One kind of mail. Its words are lazy, so that there is a letter in every language.

    `placeholders` maps each allowed name to a sample; `subject` and `body` are the default letter.
    `audience`: who gets it, as the list of letters is grouped: one of `AUDIENCES`.
    `after_uncertain`: "resend" if a second, identical copy harms nobody, "wait" if a person must decide.
    `secret`: the text opens something; nobody reads it in the outbox and it is wiped when the row ends.
    `guard(mail)` is asked just before sending: "" sends, a sentence cancels and is kept as the reason, in
    English (`gettext_noop`).
    `when_sent(mail)` is called in the transaction that marks the mail sent, and writes what follows from it.
    If it raises, the mark stands alone and the log says so; whoever registers it finds such mails later.
    `useful_for`: later than this after it was due the mail is cancelled, with a record. It outlives the lease
    of a sender that was killed; a letter of use for no longer than `timing.BRIEF` goes before all others.
    `personal`: what of its text only its receiver may read, such as a link that speaks for them.
    `required`: names without which the letter is useless, such as a link.
    `trusted`: names whose values staff wrote; addresses in them become links. All others stay plain.
    """

    code: str
    label: Words
    placeholders: Mapping[str, Words]
    subject: Words
    body: Words
    after_uncertain: Literal["resend", "wait"]
    secret: bool = False
    guard: Guard | None = None
    when_sent: WhenSent | None = None
    useful_for: timedelta | None = None
    audience: str = "Applicants"
    required: Iterable[str] = field(default=())
    personal: re.Pattern[str] | None = None
    trusted: Iterable[str] = field(default=())

    @property
    def is_brief(self) -> bool:
        return self.useful_for is not None and self.useful_for <= BRIEF


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    try:
        with speaking(settings.LANGUAGE_CODE):  # a test checks the others
            check(kind, subject=str(kind.subject), body=str(kind.body))
    except wording.Unfit as error:
        raise ImproperlyConfigured(f"the mail {kind.code}: {error}") from error
    if kind.code in _kinds and _kinds[kind.code] != kind:
        raise ImproperlyConfigured(f"the mail {kind.code} is registered twice")
    if kind.secret and kind.after_uncertain != "resend":
        raise ImproperlyConfigured(f"the mail {kind.code} is secret: nobody can decide about it later")
    if kind.useful_for is not None and kind.useful_for <= timedelta(seconds=LEASE + SWEEP):
        raise ImproperlyConfigured(
            f"the mail {kind.code} is of no use any more when a killed sender's is sent"
        )
    _kinds[kind.code] = kind
    return kind


def check(kind: Kind, *, subject: str, body: str) -> None:
    """Raise `wording.Unfit` if this text cannot be a letter of that kind."""
    if not subject.strip() or not body.strip():
        raise wording.Unfit(_("A letter needs a subject and a text."))
    wording.check(subject, allowed=kind.placeholders, one_line=True)
    wording.check(body, allowed=kind.placeholders)
    for name in kind.required:
        if name not in wording.used(body):
            sentence = _("The text must say {placeholder} somewhere; without it the letter is of no use.")
            raise wording.Unfit(sentence.format(placeholder=f"{{{name}}}"))


def unregister(code: str) -> None:
    _kinds.pop(code, None)


def get(code: str) -> Kind:
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"no kind of mail is called {code}") from None


def find(code: str) -> Kind | None:
    """For rows whose kind a later release no longer has."""
    return _kinds.get(code)


def brief() -> list[str]:
    """The codes of those that go first."""
    return [kind.code for kind in _kinds.values() if kind.is_brief]


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: (kind.audience, str(kind.label)))


class GuardFailed(Exception):
    """A guard broke instead of answering; the mail stays unsent and is tried again."""
