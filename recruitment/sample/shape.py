"""The shape of a posting of the sample, and its days: counted from the deadline, so that they move together."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.days import is_working_day
from core.words import day_in_words
from postings.promises import weeks_in_words

WEDNESDAY = 3
KEPT_BY = {"read_by", "told_by", "interviews_to", "decided_by"}  # nobody has to wait longer for a holiday


def _working_day(day: date, *, back: bool) -> date:
    while not is_working_day(day):
        day += timedelta(days=-1 if back else 1)
    return day


@dataclass(frozen=True)
class SamplePosting:
    fields: dict[str, Any]
    sections: list[tuple[str, str, str]]  # kind, heading, text
    faqs: list[tuple[str, str]]
    criteria: list[tuple[str, str]]  # text, weight
    questions: list[tuple[str, str, bool, str, list[str]]]  # kind, text, must be answered, help, choices
    stages: list[tuple[str, str]]  # kind, name
    members: list[str]


@dataclass(frozen=True)
class Days:
    """Both originals closed on a Wednesday; shifted by whole weeks, every other day keeps its weekday too."""

    deadline: date

    @classmethod
    def from_today(cls, today: date, *, at_least: int) -> "Days":
        first = today + timedelta(days=at_least)
        return cls(first + timedelta(days=(WEDNESDAY - first.isoweekday()) % 7))

    def promises(
        self, *, read: int, told: int, interviews: tuple[int, int], decided: int, start: int
    ) -> dict[str, date]:
        """The days of a posting, each given as a number of days after the deadline; none is a public holiday."""
        numbers = {
            "deadline": 0, "read_by": read, "told_by": told, "interviews_from": interviews[0],
            "interviews_to": interviews[1], "decided_by": decided, "starts_on": start,
        }  # fmt: skip
        days = {name: self.deadline + timedelta(days=number) for name, number in numbers.items()}
        return {name: _working_day(day, back=name in KEPT_BY) for name, day in days.items()}

    @staticmethod
    def words(promises: dict[str, date]) -> dict[str, str]:
        """What the texts say of the days; the evaluation is in the quarter in which the four months end."""
        start = promises["starts_on"]
        month = start.month + 3  # four months after its first day, counted from zero
        quarter = f"Q{month % 12 // 3 + 1} {start.year + month // 12}"
        weeks = weeks_in_words(promises["interviews_from"], promises["interviews_to"])
        return {"start": day_in_words(start), "weeks": weeks, "quarter": quarter}
