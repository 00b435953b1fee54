"""Creating and changing postings. Every change goes through `changing`, so that no update is lost."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit.changes import refuse_stale
from audit.log import record
from core.errors import Conflict, DomainError, Invalid
from postings.gaps import blocking
from postings.models import Membership, Posting, Stage
from postings.page_cache import pages

RESERVED = {"new"}
SPELT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ł": "l"})  # letters that lose no accent


def free_slug(title: str) -> str:
    """The title as an address that no other posting has; it can be changed before publishing."""
    wanted = slugify(title.lower().translate(SPELT))[:70].strip("-") or "posting"
    taken = set(Posting.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)) | RESERVED
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [wanted, *numbered] if slug not in taken)


@contextmanager
def taking_an_address() -> Iterator[None]:
    """Around a transaction that gives a posting its address: two at once cannot have the same."""
    try:
        yield
    except IntegrityError as error:
        if "slug" not in str(error):
            raise
        sentence = _("Another posting took this address at the same moment. Save once more.")
        raise Conflict(sentence, field="slug") from None


def create(title: str, *, by: User) -> Posting:
    """A draft with three stages: received, screening, interview."""
    zone = Organisation.current().time_zone
    with taking_an_address(), transaction.atomic():
        posting = Posting.objects.create(title=title, slug=free_slug(title), time_zone=zone)
        for position, kind in enumerate((Stage.Kind.RECEIVED, Stage.Kind.SCREENING, Stage.Kind.INTERVIEW)):
            Stage.objects.create(posting=posting, kind=kind, name=str(kind.label), position=position)
        record("posting.created", by=by, obj=posting)
    return posting


@contextmanager
def changing(posting: Posting, *, version: int, by: User, changed: Mapping[str, Any]) -> Iterator[Posting]:
    """The posting, locked, to be changed in the block. `version` is the one that was on the screen;
    `changed` is what the log says, filled in the block.

    Raises `Conflict` if somebody else has changed it since, and refuses a change that would leave a
    published posting with a gap that it did not have.
    """
    with transaction.atomic():
        locked = Posting.objects.select_for_update().get(pk=posting.pk)
        _guard(locked, version=version)
        before = set(blocking(locked))
        yield locked
        locked.version += 1
        locked.save(update_fields=["version", "changed_at"])
        if locked.state == Posting.State.PUBLISHED:
            _refuse_new_gaps(set(blocking(locked)) - before)
        record("posting.changed", by=by, obj=locked, **changed)
        transaction.on_commit(pages.invalidate, robust=True)


def _guard(posting: Posting, *, version: int) -> None:
    refuse_stale(posting, version=version, now=posting.version, action="posting.")
    if posting.state == Posting.State.ARCHIVED:
        raise DomainError(_("An archived posting is not changed any more. Copy it to use it again."))


def _refuse_new_gaps(gaps: Iterable[Any]) -> None:
    sentences = [gap.sentence for gap in gaps]
    if sentences:
        left_out = _("The posting is published, so this cannot be left out: {gaps}")
        raise Invalid(left_out.format(gaps=" ".join(sentences)))


@dataclass(frozen=True)
class Part:
    """What a posting has several of, as it is to be.

    `rows`: the number of each, or None for a new one, and its values, in their order. A row that stands
    neither there nor in `removed` stays, behind the others.
    """

    model: type[models.Model]
    rows: Sequence[tuple[int | None, Mapping[str, Any]]]
    removed: Collection[int] = ()


def save(
    posting: Posting,
    values: Mapping[str, Any] | None = None,
    *,
    parts: Iterable[Part] = (),
    team: Iterable[User] | None = None,
    version: int,
    by: User,
) -> Posting:
    """Plain fields, rows and team at once.

    A deadline that moves after publishing gets a new revision, for its reminders.
    """
    changed: dict[str, Any] = {"fields": []}
    with taking_an_address(), changing(posting, version=version, by=by, changed=changed) as locked:
        changed["fields"] = _set_fields(locked, values or {})
        for part in parts:
            changed |= _set_rows(locked, part)
        if team is not None:
            changed |= _set_team(locked, {user.pk for user in team})
    return locked


def _set_fields(posting: Posting, values: Mapping[str, Any]) -> list[str]:
    """Their names, of those that are others now."""
    was, gaps = (posting.deadline, posting.time_zone), set(blocking(posting))
    fields = [name for name, value in values.items() if getattr(posting, name) != value]
    for name in fields:
        setattr(posting, name, values[name])
    if posting.state == Posting.State.PUBLISHED:  # before it is written: the database has no sentence for it
        _refuse_new_gaps(set(blocking(posting)) - gaps)
    revision = []
    if posting.state == Posting.State.PUBLISHED and was != (posting.deadline, posting.time_zone):
        _move_deadline(posting)
        revision.append("deadline_revision")
    posting.save(update_fields=[*fields, *revision])
    return sorted(fields)


def _move_deadline(posting: Posting) -> None:
    if posting.deadline and posting.deadline < timezone.now().astimezone(posting.zone).date():
        sentence = _("That day is over. To stop taking applications now, close the posting instead.")
        raise Invalid(sentence, field="deadline")
    posting.deadline_revision += 1


def _set_rows(posting: Posting, part: Part) -> dict[str, Any]:
    """What was done, for the log."""
    there: dict[int, Any] = {row.pk: row for row in part.model._default_manager.filter(posting=posting)}
    removed = sorted(pk for pk in part.removed if pk in there)
    for pk in removed:
        _remove(there.pop(pk))
    order = [(there.pop(pk or 0, None) or part.model(posting=posting), values) for pk, values in part.rows]
    if part.model is Stage:
        _make_room([(row, values) for row, values in order if row.pk])
    done: dict[str, list[int]] = {"added": [], "changed": [], "removed": removed}
    for place, (row, values) in enumerate([*order, *((row, {}) for row in there.values())]):
        if how := _set_row(row, {**values, "position": place}):
            done[how].append(row.pk)
    name = str(part.model._meta.model_name)
    return {name: {how: rows for how, rows in done.items() if rows}} if any(done.values()) else {}


def _set_row(row: Any, values: Mapping[str, Any]) -> str:
    fields = [name for name, value in values.items() if getattr(row, name) != value]
    for name in fields:
        setattr(row, name, values[name])
    if row.pk is None:
        row.save(force_insert=True)
        return "added"
    if fields:
        row.save(update_fields=fields)
    return "changed" if fields else ""


def _make_room(changing: Iterable[tuple[Any, Mapping[str, Any]]]) -> None:
    """Two stages may take each other's name or kind; the database refuses the moment between the two."""
    for stage, values in changing:
        free = {"name": f" {stage.pk}", "kind": Stage.Kind.OFFER}  # no form leaves a space in front
        taken = [name for name in free if values.get(name, getattr(stage, name)) != getattr(stage, name)]
        for name in taken:
            setattr(stage, name, free[name])
        stage.save(update_fields=taken)


def _remove(row: Any) -> None:
    pk = row.pk
    try:
        row.delete()
    except ProtectedError:
        sentence = _(
            "“{part}” is in use: there are applications, or their history, in it. Rename it instead."
        )
        field = f"{row._meta.model_name}-{pk}-remove"
        raise DomainError(sentence.format(part=row), field=field) from None


def _set_team(posting: Posting, wanted: set[int]) -> dict[str, Any]:
    there = set(posting.memberships.values_list("user_id", flat=True))
    if wanted == there:
        return {}
    posting.memberships.exclude(user__in=wanted).delete()
    Membership.objects.bulk_create(Membership(posting=posting, user_id=pk) for pk in wanted - there)
    return {"users": sorted(wanted)}
