"""One day of a panel, a room and an applicant: when each is taken, and the time that is being chosen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from core.words import day_in_words, time_in_words
from interviews.booking import LONGEST
from interviews.models import Interview, Seat

FIRST, LAST = time(8), time(18)  # shown in any case; more where something is earlier or later
HOUR = timedelta(hours=1)
Times = tuple[datetime, datetime]


@dataclass(frozen=True)
class Choice:
    """What a form says so far. `starts_at`: none where there is no time yet, or one that cannot be."""

    day: date
    zone: ZoneInfo
    starts_at: datetime | None
    minutes: int | None
    panel: Sequence[User]
    room: str

    @property
    def slot(self) -> Times | None:
        if self.starts_at is None or self.minutes is None:
            return None
        return self.starts_at, self.starts_at + timedelta(minutes=self.minutes)

    @property
    def whole_day(self) -> Times:
        return self._instant(time.min), self._instant(time.min, after=1)

    @property
    def office_hours(self) -> Times:
        return self._instant(FIRST), self._instant(LAST)

    def _instant(self, at: time, *, after: int = 0) -> datetime:
        return datetime.combine(self.day + timedelta(days=after), at, self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Block:
    """Where it stands in the picture, in minutes, and what it says."""

    start: int
    width: int
    words: str
    is_in_the_way: bool = False


@dataclass(frozen=True)
class Row:
    name: str
    blocks: list[Block]

    @property
    def is_in_the_way(self) -> bool:
        return any(block.is_in_the_way for block in self.blocks)


@dataclass(frozen=True)
class Day:
    words: str
    hours: list[int]
    rows: list[Row]
    slot: Block | None

    @property
    def minutes(self) -> int:
        return 60 * len(self.hours)

    @property
    def lines(self) -> range:
        return range(60, self.minutes, 60)

    @property
    def is_taken(self) -> bool:
        return any(row.is_in_the_way for row in self.rows)

    @property
    def says(self) -> str:
        if self.slot is None:
            return _("Choose a time to see whether it is free.")
        if not self.is_taken:
            return _("{time} is free.").format(time=self.slot.words)
        names = ", ".join(row.name for row in self.rows if row.is_in_the_way)
        return _("{time} is taken: {names}.").format(time=self.slot.words, names=names)


def of(choice: Choice, *, application: Application, user: User, but: Interview | None = None) -> Day:
    """Two queries. `but`: the interview that is being moved, which is not in its own way."""
    taken = list(_taken(choice, application=application, user=user, but=but))
    picture = _Picture(choice, [(one.during.lower, one.during.upper) for one in taken])
    rows = [(person.name, [one for one in taken if _sits(person, one)]) for person in choice.panel]
    if choice.room:
        rows.append((choice.room, [one for one in taken if one.room == choice.room]))
    theirs = [one for one in taken if one.candidate_id == application.candidate_id]
    rows.append((_("{name} (applicant)").format(name=application.name), theirs))
    return Day(
        words=day_in_words(choice.day),
        hours=picture.hours,
        rows=[Row(name, [picture.block(one) for one in interviews]) for name, interviews in rows],
        slot=picture.placed(*choice.slot) if choice.slot else None,
    )


def _taken(
    choice: Choice, *, application: Application, user: User, but: Interview | None
) -> QuerySet[Interview]:
    """Of that day. Whose it is is said to whoever may see the application."""
    begin, end = choice.whole_day
    sits = Seat.objects.filter(interview=OuterRef("pk"), person__in=choice.panel)
    seen = Application.objects.visible_to(user).filter(pk=OuterRef("application"))
    room = Q(room=choice.room) if choice.room else Q()
    return (
        Interview.objects.live()
        .filter(during__startswith__gt=begin - timedelta(minutes=LONGEST), during__startswith__lt=end)
        .filter(during__overlap=DateTimeTZRange(begin, end, "[)"))
        .filter(Q(candidate=application.candidate_id) | Q(Exists(sits)) | room)
        .exclude(pk=but.pk if but else 0)
        .annotate(is_seen=Exists(seen))
        .select_related("application")
        .only("during", "room", "candidate_id", "application__name")
        .prefetch_related(Prefetch("seats", Seat.objects.only("interview_id", "person_id")))
        .order_by("during", "pk")
    )


def _sits(person: User, interview: Interview) -> bool:
    return any(seat.person_id == person.pk for seat in interview.seats.all())


class _Picture:
    """Whole hours, from the first to the last that anything needs, within the day."""

    def __init__(self, choice: Choice, taken: list[Times]) -> None:
        self.choice = choice
        begins, ends = zip(choice.office_hours, *taken, *filter(None, [choice.slot]), strict=True)
        midnight, next_midnight = choice.whole_day
        self.begin = _hour(max(midnight, min(begins)), choice.zone)
        self.end = min(next_midnight, max(ends))

    @property
    def hours(self) -> list[int]:
        """As the clock shows them, on the days when it is changed, too."""
        return [moment.astimezone(self.choice.zone).hour for moment in self._steps()]

    def _steps(self) -> Iterator[datetime]:
        moment = self.begin
        while moment < self.end:
            yield moment
            moment += HOUR

    def block(self, interview: Interview) -> Block:
        whose = interview.application.name if getattr(interview, "is_seen", False) else _("taken")
        return self.placed(interview.during.lower, interview.during.upper, whose=whose)

    def placed(self, first: datetime, last: datetime, *, whose: str = "") -> Block:
        start, end = (edge.astimezone(self.choice.zone) for edge in (first, last))
        times = f"{time_in_words(start)}–{time_in_words(end)}"
        slot = self.choice.slot
        return Block(
            start=_minutes(max(first, self.begin) - self.begin),
            width=_minutes(min(last, self.end) - max(first, self.begin)),
            words=f"{times} {whose}".strip(),
            is_in_the_way=bool(slot and first < slot[1] and slot[0] < last),
        )


def _hour(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment - timedelta(minutes=moment.astimezone(zone).minute)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
