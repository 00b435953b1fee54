"""Who may be the same person under another address: a hint for recruiters, and nothing follows by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Greatest, Least
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application, Candidate
from applications.permissions import can_tell_apart
from applications.plain import Digits, NameAsked, NameCompared, NameKept
from audit import log
from core.errors import Invalid
from screening.models import NotSamePerson
from screening.others import ROW

MOST = 10  # hints, and names that are alike: a name that more people have says nothing
LOOKED_AT = 4 * MOST  # applications by each sign


@dataclass(frozen=True)
class LookAlike:
    """`application`: of the other person, the one that is most alike. `apart_by`: who said that they are two
    people, or ""."""

    application: Application
    has_same_cv: bool
    has_same_phone: bool
    has_same_name: bool
    has_near_name: bool
    apart_by: str
    apart_at: datetime | None

    @property
    def reasons(self) -> list[str]:
        name = _("the same name") if self.has_same_name else _("nearly the same name")
        return [
            *([_("the same CV")] if self.has_same_cv else []),
            *([_("the same phone number")] if self.has_same_phone else []),
            *([name] if self.has_near_name else []),
        ]

    @property
    def strength(self) -> int:
        return 4 * self.has_same_cv + 2 * self.has_same_phone + self.has_near_name

    @property
    def is_by_name_alone(self) -> bool:
        return not self.has_same_cv and not self.has_same_phone


def look_alikes(application: Application, *, user: User) -> list[LookAlike]:
    """The strongest and newest first; those that somebody told apart at the end. One query."""
    if not can_tell_apart(user):
        return []
    visible = Application.objects.visible_to(user).alias(name_kept=NameKept("name"))
    them = visible.exclude(candidate=application.candidate_id).order_by()
    name = Value(application.name)
    same_cv = Q(cv__sha256=application.cv.sha256)
    same_phone = Exact(Digits("phone"), Digits(Value(application.phone)))
    near_name = Q(name_kept__overlap=NameAsked(name))
    # Sorted by what no index has: else a table is walked through where the planner takes a name for common.
    by_name = them.filter(near_name).order_by(Exact(F("name"), name).desc())
    by_cv, *by_others = (
        found.values("pk")[:LOOKED_AT] for found in (them.filter(same_cv), them.filter(same_phone), by_name)
    )
    ids = Value(application.candidate_id, output_field=BigIntegerField()), OuterRef("candidate")
    pair = NotSamePerson.objects.filter(one=Least(*ids), other=Greatest(*ids))
    rows: Iterable[Any] = (
        visible.filter(pk__in=by_cv.union(*by_others))
        .annotate(
            has_same_cv=ExpressionWrapper(same_cv, BooleanField()),
            has_same_phone=same_phone,
            has_same_name=Exact(NameCompared("name"), NameCompared(name)),
            has_near_name=ExpressionWrapper(near_name, BooleanField()),
            apart_by=Subquery(pair.values("by__name")),
            apart_at=Subquery(pair.values("at")),
        )
        .select_related("posting", "stage")
        .only(*ROW)
    )
    return _told([_read(row) for row in rows])


def _read(row: Any) -> LookAlike:
    return LookAlike(
        row,
        has_same_cv=row.has_same_cv,
        has_same_phone=bool(row.has_same_phone),  # NULL where one has none
        has_same_name=row.has_same_name,
        has_near_name=row.has_near_name,
        apart_by=row.apart_by or "",
        apart_at=row.apart_at,
    )


def _told(found: Iterable[LookAlike]) -> list[LookAlike]:
    """One for each person. A sort keeps equals as they came: newest first."""
    persons: dict[int, LookAlike] = {}
    for one in sorted(found, key=lambda each: -each.strength):
        persons.setdefault(one.application.candidate_id, one)
    apart = [one for one in persons.values() if one.apart_by]
    together = [one for one in persons.values() if not one.apart_by]
    strong = [one for one in together if not one.is_by_name_alone]
    names = [one for one in together if one.is_by_name_alone]
    return [*strong, *(names if len(names) <= MOST else [])][:MOST] + apart[:MOST]


def tell_apart(application: Application, other: Application, *, by: User) -> NotSamePerson:
    """Of the two people, so that it holds for whatever else they sent, and on the pages of both."""
    with transaction.atomic():
        one, two = _locked(application, other)
        standing = NotSamePerson.objects.filter(one=one, other=two).first()
        if standing:
            return standing
        row = NotSamePerson.objects.create(one_id=one, other_id=two, by=by)
        log.record("application.told_apart", by=by, obj=application, other=other.pk)
    return row


def take_back(application: Application, other: Application, *, by: User) -> None:
    with transaction.atomic():
        one, two = _locked(application, other)
        gone, _kinds = NotSamePerson.objects.filter(one=one, other=two).delete()
        if gone:
            log.record("application.told_apart_taken_back", by=by, obj=application, other=other.pk)


def _locked(application: Application, other: Application) -> tuple[int, int]:
    """Both people by their ids, in order; nobody else tells them apart or takes it back meanwhile."""
    one, two = sorted([application.candidate_id, other.candidate_id])
    if one == two:
        raise Invalid(_("Both applications came from one address: they are one person's."))
    Candidate.objects.select_for_update(no_key=True).get(pk=one)  # they may apply meanwhile
    return one, two
