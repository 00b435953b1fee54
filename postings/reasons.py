"""The reasons to choose from when an application is rejected; kept by administrators, for our own account."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from audit.changes import refuse_stale
from audit.log import record
from core.errors import Invalid
from postings.models import Reason


def add(text: str, *, by: User) -> Reason:
    last = Reason.objects.aggregate(last=Max("position"))["last"]
    with _in_its_own_words(), transaction.atomic():
        reason = Reason.objects.create(text=text, position=0 if last is None else last + 1)
        record("reason.added", by=by, obj=reason)
    return reason


def change(reason: Reason, *, text: str, is_used: bool, by: User, version: int) -> None:
    """One that was used before keeps its place in the history; it can only stop being chosen."""
    with _in_its_own_words(), transaction.atomic():
        row = Reason.objects.select_for_update().get(pk=reason.pk)
        if (row.text, row.is_used) == (text, is_used):
            return
        refuse_stale(row, version=version, now=row.version, action="reason.")
        row.text, row.is_used = text, is_used
        row.save(update_fields=["text", "is_used"])
        record("reason.changed", by=by, obj=row)


@contextmanager
def _in_its_own_words() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise Invalid(_("There is a reason in these words already."), field="text") from None
