"""Creating and changing postings. Every change goes through `changing`, so that no update is lost."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Max, ProtectedError
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
def changing(
    posting: Posting, *, version: int, by: User, action: str = "posting.changed", **data: Any
) -> Iterator[Posting]:
    """The posting, locked, to be changed in the block. `version` is the one that was on the screen.

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
        record(action, by=by, obj=locked, **data)
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


def save(posting: Posting, values: Mapping[str, Any], *, version: int, by: User) -> Posting:
    """Sets plain fields. A deadline that moves after publishing gets a new revision, for its reminders."""
    with taking_an_address(), changing(posting, version=version, by=by, fields=sorted(values)) as locked:
        was, gaps = (locked.deadline, locked.time_zone), set(blocking(locked))
        for name, value in values.items():
            setattr(locked, name, value)
        if (
            locked.state == Posting.State.PUBLISHED
        ):  # before it is written: the database has no sentence for it
            _refuse_new_gaps(set(blocking(locked)) - gaps)
        fields = list(values)
        if locked.state == Posting.State.PUBLISHED and was != (locked.deadline, locked.time_zone):
            _move_deadline(locked)
            fields.append("deadline_revision")
        locked.save(update_fields=fields)
    return locked


def _move_deadline(posting: Posting) -> None:
    if posting.deadline and posting.deadline < timezone.now().astimezone(posting.zone).date():
        sentence = _("That day is over. To stop taking applications now, close the posting instead.")
        raise Invalid(sentence, field="deadline")
    posting.deadline_revision += 1


def add_part(
    posting: Posting, model: type[models.Model], values: Mapping[str, Any], *, version: int, by: User
) -> None:
    kind = model._meta.model_name
    with changing(posting, version=version, by=by, action="posting.part_added", part=kind) as locked:
        rows = model._default_manager.filter(posting=locked)
        last = rows.aggregate(last=Max("position"))["last"]
        model._default_manager.create(
            posting=locked, position=0 if last is None else last + 1, **dict(values)
        )


def change_part(part: Any, values: Mapping[str, Any], *, version: int, by: User) -> None:
    kind = part._meta.model_name
    with changing(part.posting, version=version, by=by, action="posting.part_changed", part=kind, id=part.pk):
        for name, value in values.items():
            setattr(part, name, value)
        part.save(update_fields=list(values))


def remove_part(part: Any, *, version: int, by: User) -> None:
    kind = part._meta.model_name
    with changing(part.posting, version=version, by=by, action="posting.part_removed", part=kind, id=part.pk):
        try:
            part.delete()
        except ProtectedError:
            sentence = _(
                "“{part}” is in use: there are applications, or their history, in it. Rename it instead."
            )
            raise DomainError(sentence.format(part=part)) from None


def move_part(part: Any, *, up: bool, version: int, by: User) -> None:
    """One place up or down among its kind; at the end it stays where it is."""
    with changing(part.posting, version=version, by=by, action="posting.part_moved", id=part.pk) as locked:
        rows = list(type(part)._default_manager.filter(posting=locked).order_by("position", "id"))
        here = next(place for place, row in enumerate(rows) if row.pk == part.pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(rows):
            rows[here], rows[there] = rows[there], rows[here]
        for place, row in enumerate(rows):
            type(part)._default_manager.filter(pk=row.pk).update(position=place)


def set_team(posting: Posting, users: Iterable[User], *, version: int, by: User) -> None:
    wanted = {user.pk for user in users}
    with changing(posting, version=version, by=by, action="posting.team_set", users=sorted(wanted)) as locked:
        locked.memberships.exclude(user__in=wanted).delete()
        there = set(locked.memberships.values_list("user_id", flat=True))
        Membership.objects.bulk_create(Membership(posting=locked, user_id=pk) for pk in wanted - there)
