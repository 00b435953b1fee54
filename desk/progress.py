"""How the postings stand: one row each, from a handful of counts however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q

from accounts.models import User
from applications.models import Application, Draft
from applications.outcomes import OURS, Outcome
from postings.models import Posting, Stage
from postings.promises import closes_in_words

EARLY = [Stage.Kind.RECEIVED, Stage.Kind.SCREENING, Stage.Kind.ASSESSMENT]


@dataclass
class Progress:
    posting: Posting
    now: datetime
    received: int = 0
    to_read: int = 0
    oldest: datetime | None = None
    early: int = 0  # live and not invited yet
    interview: int = 0
    live: int = 0
    hired: int = 0
    decided: int = 0  # by us: a withdrawal is the applicant's own answer
    answered: int = 0  # decided by us, and told
    drafts: int = 0
    today: date = field(init=False)

    def __post_init__(self) -> None:
        self.today = self.now.astimezone(self.posting.zone).date()

    @property
    def closes(self) -> str:
        if not self.posting.is_open(self.now):
            return "opens later" if self._opens_later() else "closed"
        return closes_in_words(self.posting, now=self.now).removeprefix("closes ")

    def _opens_later(self) -> bool:
        return bool(self.posting.opens_at and self.posting.opens_at > self.now)

    @property
    def late(self) -> str:
        """The first promise whose day has passed and that is not kept."""
        untold = self.early + self.decided - self.answered
        kept = [
            (self.posting.read_by, self.to_read, "read"),
            (self.posting.told_by, untold, "told"),
            (self.posting.decided_by, self.live, "decided"),
        ]
        for day, missing, word in kept:
            if day and day < self.today and missing:
                return f"late: {missing} not {word}"
        return ""


def of(user: User, *, now: datetime) -> list[Progress]:
    postings = Posting.objects.visible_to(user).published()
    rows = {posting.pk: Progress(posting, now) for posting in postings}
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
            decided=Count("pk", filter=decided),
            answered=Count("standing__told_at", filter=decided),
        )
    )
