"""What waits for one person, in the order in which they would want to know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten

from django.urls import reverse
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from applications.outcomes import Outcome
from applications.permissions import can_decide
from desk.progress import Progress
from files.models import StoredFile
from mail import answers
from mail.models import OutgoingMail, State
from mail.permissions import can_steer
from screening import openings
from screening.models import Proposal

SOON = timedelta(days=7)
TROUBLES = {
    State.FAILED: ngettext_lazy("{count} letter failed", "{count} letters failed", "count"),
    State.UNCERTAIN: ngettext_lazy(
        "{count} letter may not have arrived", "{count} letters may not have arrived", "count"
    ),
}


@dataclass(frozen=True)
class Thing:
    """One line: what waits, for which posting or why, and where it is done."""

    what: str
    quiet: str
    href: str
    state: str = ""  # "warn" or "bad": said in its colour


def things(user: User, *, progress: list[Progress], now: datetime) -> list[Thing]:
    made = [*_to_read(progress, now)]
    if not user.sees_everything and not user.is_hiring_manager:
        made += _reading(user)
    if can_decide(user):
        made += [*_proposals(), *_contested(progress), *_filled(progress), *_untold(user)]
    if can_steer(user):
        made += [*_withheld(user), *_letters(user)]
    return [*made, *_deadlines(progress, now)]


def _to_read(progress: list[Progress], now: datetime) -> Iterator[Thing]:
    for row in sorted((row for row in progress if row.oldest), key=lambda row: str(row.oldest)):
        days = (now - row.oldest).days if row.oldest else 0
        oldest = (
            ngettext("oldest {count} day", "oldest {count} days", days)
            if days
            else _("the oldest came today")
        )
        to_read = ngettext("{count} application to read", "{count} applications to read", row.to_read)
        href = (
            reverse("screening:list") + f"?posting={row.posting.slug}&stage=received&outcome=live&sort=oldest"
        )
        what = f"{to_read.format(count=row.to_read)} · {oldest.format(count=days)}"
        yield Thing(what, row.posting.title, href, state="warn" if days >= 7 else "")


def _withheld(user: User) -> Iterator[Thing]:
    """CVs that nobody can read: for whoever asks for another file, or looks after the scanner."""
    live = Application.objects.visible_to(user).live().filter(cv__in=StoredFile.objects.withheld())
    rows = live.order_by("pk").values_list(
        "code", "name", "posting__title", "cv__malware", "cv__why_unscanned"
    )[:100]
    waiting = []
    for code, name, title, malware, why in rows:
        href = reverse("desk:application", args=[code])
        if malware:
            said = _("The CV of {name} holds malware: ask for another").format(name=name)
            yield Thing(said, title, href, state="bad")
        else:
            waiting.append((href, why))
    if waiting:
        said = ngettext(
            "{count} CV waits for the malware scan", "{count} CVs wait for the malware scan", len(waiting)
        )
        href, why = waiting[0]
        yield Thing(said.format(count=len(waiting)), gettext(why) if why else "", href, state="warn")


def _reading(user: User) -> Iterator[Thing]:
    mine = Application.objects.visible_to(user).live().select_related("posting")
    for one in mine.only("code", "name", "posting__title")[:20]:
        href = reverse("desk:application", args=[one.code])
        yield Thing(_("Read {name}").format(name=one.name), one.posting.title, href)


def _proposals() -> Iterator[Thing]:
    waiting = Proposal.objects.filter(settled_at=None, application__outcome="").order_by("at")
    waiting = waiting.select_related("application__posting", "by").only(
        "by__name", "application__code", "application__name", "application__posting__title"
    )
    for proposal in waiting[:20]:
        one = proposal.application
        href = reverse("desk:application", args=[one.code])
        proposed = _("{name} proposes to reject {applicant}")
        yield Thing(proposed.format(name=proposal.by.name, applicant=one.name), one.posting.title, href)


def _contested(progress: list[Progress]) -> Iterator[Thing]:
    """Until their posting is archived: a person reads them, and puts back what was a mistake."""
    for row in progress:
        if row.contested:
            said = ngettext(
                "{count} application is contested", "{count} applications are contested", row.contested
            )
            href = reverse("screening:list") + f"?posting={row.posting.slug}&outcome={Outcome.CONTESTED}"
            yield Thing(said.format(count=row.contested), row.posting.title, href, state="warn")


def _filled(progress: list[Progress]) -> Iterator[Thing]:
    """Nobody is left without an answer because somebody else was hired."""
    for row in progress:
        notice = openings.in_words(row.posting, hired=row.hired, live=row.live)
        if notice and notice.href:
            left = ngettext("{count} left to answer", "{count} left to answer", row.live)
            yield Thing(f"{notice.sentence} {left.format(count=row.live)}", row.posting.title, notice.href)


def _untold(user: User) -> Iterator[Thing]:
    if count := Application.objects.visible_to(user).untold().count():
        said = ngettext("{count} decision has not been told", "{count} decisions have not been told", count)
        yield Thing(
            said.format(count=count),
            ngettext("the letter was cancelled", "the letters were cancelled", count),
            reverse("screening:list") + "?outcome=untold",
            state="bad",
        )


def _letters(user: User) -> Iterator[Thing]:
    mails = OutgoingMail.objects.visible_to(user)
    outbox = reverse("mail:outbox")
    if stuck := OutgoingMail.objects.stuck():
        why = answers.in_words(stuck.error) or _("no worker has tried to send them")
        yield Thing(
            _("Letters do not leave"),
            shorten(why, 80, placeholder=" …"),
            f"{outbox}?tab=waiting",
            state="bad",
        )
    if held := mails.held().count():
        letters = ngettext("{count} letter held", "{count} letters held", held)
        yield Thing(letters.format(count=held), _("waiting to be released"), f"{outbox}?tab=held")
    troubled = list(mails.failed().values_list("state", "error")[:100])
    for state, said in TROUBLES.items():
        errors = [error for its, error in troubled if its == state]
        if errors:
            yield Thing(
                said.format(count=len(errors)),
                shorten(answers.in_words(errors[0]), 80, placeholder=" …"),
                f"{outbox}?tab=failed",
                state="bad",
            )


def _deadlines(progress: list[Progress], now: datetime) -> Iterator[Thing]:
    """Drafts are a number: what somebody has not sent is nobody's to read."""
    soon = [row for row in progress if row.ends_at and row.posting.is_open(now) and row.ends_at - now < SOON]
    for row in sorted(soon, key=lambda row: str(row.ends_at)):
        received = ngettext("{count} received", "{count} received", row.received)
        drafts = ngettext("{count} draft", "{count} drafts", row.drafts)
        counts = f"{received.format(count=row.received)}, {drafts.format(count=row.drafts)}"
        href = reverse("screening:board", args=[row.posting.slug])
        yield Thing(_deadline(row), counts, href)


def _deadline(row: Progress) -> str:
    days, title = row.days_left, row.posting.title
    if days <= 0:
        return _("Deadline today: {posting}").format(posting=title)
    if days == 1:
        return _("Deadline tomorrow: {posting}").format(posting=title)
    said = ngettext("Deadline in {count} day: {posting}", "Deadline in {count} days: {posting}", days)
    return said.format(count=days, posting=title)
