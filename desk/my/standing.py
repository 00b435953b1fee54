"""Where an application stands, with what only the floors above applications know: an interview to come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from applications import status
from applications.models import Application
from core.words import moment_in_words
from interviews.models import Interview
from postings.promises import Row


@dataclass(frozen=True)
class Standing:
    application: Application
    interviews: list[Interview] = field(default_factory=list)

    @cached_property
    def is_over(self) -> bool:
        return status.is_over(self.application)

    @property
    def words(self) -> str:
        if self.is_over or not self.interviews:
            return status.in_words(self.application)
        first = self.interviews[0]
        when = moment_in_words(first.during.lower, first.time_zone)
        return _("We meet you on {when}.").format(when=when)

    @property
    def rows(self) -> list[Row]:
        return status.rows_of(self.application, is_invited=bool(self.interviews))


def standings(applications: Iterable[Application]) -> list[Standing]:
    """In the order given, each with its interviews that are not over, the next one first."""
    known = list(applications)
    coming = _coming(known)
    return [Standing(one, coming[one.pk]) for one in known]


def _coming(applications: list[Application]) -> Mapping[int, list[Interview]]:
    found = defaultdict(list)
    live = Interview.objects.live().filter(application__in=applications, during__endswith__gt=Now())
    for interview in live.order_by("during", "id").prefetch_related("seats__person"):
        found[interview.application_id].append(interview)
    return found
