"""What a posting lacks: what stops it from being published, and what only ought to be there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.days import day_off, is_working_day
from core.words import day_in_words
from postings.models import Posting, Section, Stage
from postings.promises import DAY_LABELS

WHAT_IT_IS = (Section.Kind.INTRO, Section.Kind.ROLE)


@dataclass(frozen=True)
class Gap:
    """A sentence, and the page of the editor where it is mended; where it is one field, which."""

    sentence: str
    page: str
    field: str = ""


@dataclass(frozen=True)
class Needed:
    """A field without which nothing is published."""

    page: str
    sentence: str | Promise
    field: str = ""  # of the form, where it has another name there


# The forms mark these fields.
NEEDED = {
    "title": Needed("position", gettext_lazy("It has no title.")),
    "place": Needed("position", gettext_lazy("It does not say where the work is.")),
    "adjustments_contact": Needed(
        "position", gettext_lazy("It names nobody who arranges adjustments for applicants.")
    ),
    "opens_at": Needed("dates", gettext_lazy("It does not say when it opens."), field="opens_on"),
    "deadline": Needed("dates", gettext_lazy("It has no deadline.")),
}
PROMISES = {
    "read_by": gettext_lazy("by when every application is read"),
    "interviews_from": gettext_lazy("in which weeks interviews are held"),
    "told_by": gettext_lazy("by when everyone is invited or told"),
    "decided_by": gettext_lazy("by when it is decided"),
    "starts_on": gettext_lazy("when the work starts"),
}


def blocking(posting: Posting) -> list[Gap]:
    return [*_blocking_facts(posting), *_blocking_parts(posting)]


def _blocking_facts(posting: Posting) -> Iterator[Gap]:
    for name, needed in NEEDED.items():
        if not str(getattr(posting, name) or "").strip():
            yield Gap(str(needed.sentence), needed.page, needed.field or name)


def _blocking_parts(posting: Posting) -> Iterator[Gap]:
    if not posting.sections.filter(kind__in=WHAT_IT_IS).exists():
        yield Gap(_("It needs an introduction or a text about the role."), "texts")
    kinds = list(posting.stages.values_list("kind", flat=True))
    if Stage.Kind.RECEIVED not in kinds:
        yield Gap(_("It has no stage in which applications are received."), "process")
    if len(kinds) < 2:
        yield Gap(_("It needs a stage after “received”, so that applications can move."), "process")


def advisable(posting: Posting) -> list[Gap]:
    """Nothing here stops anybody; publishing warns."""
    return [
        *_advisable_facts(posting),
        *_advisable_promises(posting),
        *_days_off(posting),
        *_advisable_parts(posting),
    ]


def _advisable_facts(posting: Posting) -> Iterator[Gap]:
    if not posting.contact_email:
        yield Gap(_("The contact has no e-mail address."), "position")
    if posting.pay_from is None and posting.pay_to is None:
        yield Gap(_("It has no pay range; people have a right to know it before an interview."), "position")
    if not posting.country:
        yield Gap(_("It does not say in which country the work is."), "position")
    if not posting.category:
        yield Gap(_("It has no category, so the filters of the list do not find it."), "position")


def _advisable_promises(posting: Posting) -> Iterator[Gap]:
    missing = [str(words) for name, words in PROMISES.items() if getattr(posting, name) is None]
    if missing:
        sentence = _("It does not promise {promises}.").format(promises=", ".join(missing))
        yield Gap(sentence, "dates")
    early = [
        str(words)
        for name, words in PROMISES.items()
        if posting.deadline and getattr(posting, name) and getattr(posting, name) <= posting.deadline
    ]
    if early:
        sentence = _("This day is not after the deadline: {promises}.").format(promises=", ".join(early))
        yield Gap(sentence, "dates")


def _days_off(posting: Posting) -> Iterator[Gap]:
    """Promises that fall on a Saturday, a Sunday or a public holiday."""
    for name, label in DAY_LABELS.items():
        day = getattr(posting, name)
        if day and not is_working_day(day):
            sentence = _("“{promise}” is no working day: {day} ({why}).")
            words = {"promise": label, "day": day_in_words(day), "why": day_off(day)}
            yield Gap(sentence.format(**words), "dates")


def _advisable_parts(posting: Posting) -> Iterator[Gap]:
    if not posting.criteria.exists():
        yield Gap(_("It has no criteria to read applications against."), "questions")
    if not posting.memberships.exists():
        yield Gap(_("Nobody is on its team."), "process")
