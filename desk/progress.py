"""How the postings stand: one row each, from a handful of counts however many there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from applications.models import Application, Draft
from applications.outcomes import OURS, Outcome
from core.words import number
from postings.models import Posting, Stage
from postings.promises import closes_in_words

EARLY = [Stage.Kind.RECEIVED, Stage.Kind.SCREENING, Stage.Kind.ASSESSMENT]
SHOWN = [  # a posting is mostly text, which is not
    *("slug", "title", "openings", "time_zone", "state", "opens_at", "closed_at", "closes_at"),
    *("deadline", "read_by", "told_by", "decided_by"),
]
NOT_READ = ngettext_lazy("late: {count} not read", "late: {count} not read", "count")
NOT_TOLD = ngettext_lazy("late: {count} not told", "late: {count} not told", "count")
NOT_DECIDED = ngettext_lazy("late: {count} not decided", "late: {count} not decided", "count")


class Step(NamedTuple):
    """One bar: `share` of 100."""

    name: str
    label: str
    said: str
    share: int


def labels() -> dict[str, str]:
    """The bars of a posting, by the count that they show."""
    return {
        "received": _("received"),
        "to_read": _("to read"),
        "interview": _("interview"),
        "answered": _("answered"),
        "hired": _("hired"),
    }


@dataclass
class Progress:
    posting: Posting
    now: datetime
    labels: dict[str, str] = field(default_factory=labels)
    received: int = 0
    to_read: int = 0
    oldest: datetime | None = None
    early: int = 0  # live and not invited yet
    interview: int = 0
    live: int = 0
    hired: int = 0
    contested: int = 0
    decided: int = 0  # by us: a withdrawal is the applicant's own answer
    answered: int = 0  # decided by us, and told
    drafts: int = 0
    today: date = field(init=False)

    def __post_init__(self) -> None:
        self.today = self.now.astimezone(self.posting.zone).date()

    @property
    def ends_at(self) -> datetime | None:
        return self.posting.ends_at

    @property
    def days_left(self) -> int:
        """Whole days of the posting's own calendar until its deadline; 0 on that day and without one."""
        return (self.posting.deadline - self.today).days if self.posting.deadline else 0

    @property
    def closes(self) -> str:
        if self.posting.is_open(self.now):
            return closes_in_words(self.posting, now=self.now)
        is_later = self.posting.opens_at and self.posting.opens_at > self.now
        return _("opens later") if is_later else _("closed")

    @property
    def funnel(self) -> Iterator[Step]:
        """From all who applied to who is hired; each has its bar's share of 100 of the first."""
        for name, label in self.labels.items():
            count = getattr(self, name)
            said = number(count)
            if name == "hired":
                said = _("{count} of {openings}").format(count=said, openings=self.posting.openings)
            share = max(1, round(100 * count / self.received)) if count else 0
            yield Step(name, label, said, share)

    @property
    def late(self) -> str:
        """The first promise whose day has passed and that is not kept."""
        untold = self.early + self.decided - self.answered
        promised = [
            (self.posting.read_by, self.to_read, NOT_READ),
            (self.posting.told_by, untold, NOT_TOLD),
            (self.posting.decided_by, self.live, NOT_DECIDED),
        ]
        for day, missing, late in promised:
            if day and day < self.today and missing:
                return late.format(count=missing)
        return ""


def of(user: User, *, now: datetime) -> list[Progress]:
    postings = Posting.objects.visible_to(user).published().only(*SHOWN)
    said = labels()
    rows = {posting.pk: Progress(posting, now, said) for posting in postings}
    _fill(rows, _applications(rows), "posting")
    _fill(
        rows,
        Draft.objects.unsent().filter(posting__in=rows).values("posting").annotate(drafts=Count("pk")),
        "posting",
    )
    return list(rows.values())


def _fill(rows: dict[int, Progress], counted: Iterable[Any], key: str) -> None:
    for row in counted:
        progress = rows[row.pop(key)]
        for name, value in row.items():
            setattr(progress, name, value)


def _applications(rows: Iterable[int]) -> Iterable[Any]:
    live, received, decided = Q(outcome=""), Q(stage__kind=Stage.Kind.RECEIVED), Q(outcome__in=OURS)
    return (
        Application.objects.with_decision()
        .filter(posting__in=rows)
        .order_by()
        .values("posting")
        .annotate(
            received=Count("pk"),
            live=Count("pk", filter=live),
            to_read=Count("pk", filter=live & received),
            oldest=Min("submitted_at", filter=live & received),
            early=Count("pk", filter=live & Q(stage__kind__in=EARLY)),
            interview=Count("pk", filter=live & Q(stage__kind=Stage.Kind.INTERVIEW)),
            hired=Count("pk", filter=Q(outcome=Outcome.HIRED)),
            contested=Count("pk", filter=Q(outcome=Outcome.CONTESTED)),
            decided=Count("pk", filter=decided),
            answered=Count("standing__told_at", filter=decided),
        )
    )
