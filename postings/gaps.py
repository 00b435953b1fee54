"""What a posting lacks: what stops it from being published, and what only ought to be there."""

from collections.abc import Iterator
from dataclasses import dataclass

from postings.models import Posting, Section, Stage

WHAT_IT_IS = (Section.Kind.INTRO, Section.Kind.ROLE)
PROMISES = {
    "read_by": "by when every application is read",
    "interviews_from": "in which weeks interviews are held",
    "told_by": "by when everyone is invited or told",
    "decided_by": "by when it is decided",
    "starts_on": "when the work starts",
}


@dataclass(frozen=True)
class Gap:
    """A sentence, and the tab of the desk where it is mended."""

    sentence: str
    tab: str


def blocking(posting: Posting) -> list[Gap]:
    return [*_blocking_facts(posting), *_blocking_parts(posting)]


def _blocking_facts(posting: Posting) -> Iterator[Gap]:
    if not posting.title.strip():
        yield Gap("It has no title.", "basics")
    if not posting.place:
        yield Gap("It does not say where the work is.", "basics")
    if not posting.adjustments_contact:
        yield Gap("It names nobody who arranges adjustments for applicants.", "contact")
    if posting.opens_at is None:
        yield Gap("It does not say when it opens.", "times")
    if posting.deadline is None:
        yield Gap("It has no deadline.", "times")


def _blocking_parts(posting: Posting) -> Iterator[Gap]:
    if not posting.sections.filter(kind__in=WHAT_IT_IS).exists():
        yield Gap("It needs an introduction or a text about the role.", "texts")
    kinds = list(posting.stages.values_list("kind", flat=True))
    if Stage.Kind.RECEIVED not in kinds:
        yield Gap("It has no stage in which applications are received.", "stages")
    if len(kinds) < 2:
        yield Gap("It needs a stage after “received”, so that applications can move.", "stages")


def advisable(posting: Posting) -> list[Gap]:
    """Nothing here stops anybody; publishing warns."""
    return [*_advisable_facts(posting), *_advisable_promises(posting), *_advisable_parts(posting)]


def _advisable_facts(posting: Posting) -> Iterator[Gap]:
    if not posting.contact_email:
        yield Gap("The contact has no e-mail address.", "contact")
    if posting.pay_from is None and posting.pay_to is None:
        yield Gap("It has no pay range; people have a right to know it before an interview.", "contact")
    if not posting.country:
        yield Gap("It does not say in which country the work is.", "basics")
    if not posting.category:
        yield Gap("It has no category, so the filters of the list do not find it.", "basics")


def _advisable_promises(posting: Posting) -> Iterator[Gap]:
    missing = [words for name, words in PROMISES.items() if getattr(posting, name) is None]
    if missing:
        yield Gap(f"It does not promise {', '.join(missing)}.", "times")
    early = [
        words
        for name, words in PROMISES.items()
        if posting.deadline and getattr(posting, name) and getattr(posting, name) <= posting.deadline
    ]
    if early:
        yield Gap(f"This day is not after the deadline: {', '.join(early)}.", "times")


def _advisable_parts(posting: Posting) -> Iterator[Gap]:
    if not posting.criteria.exists():
        yield Gap("It has no criteria to read applications against.", "criteria")
    if not posting.memberships.exists():
        yield Gap("Nobody is on its team.", "team")
