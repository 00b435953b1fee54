"""The reasons to choose from when an application is rejected; kept by administrators, for our own account."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from audit.log import record
from core.errors import DomainError
from postings.models import Reason


def add(text: str, *, by: User) -> Reason:
    last = Reason.objects.aggregate(last=Max("position"))["last"]
    try:
        with transaction.atomic():
            reason = Reason.objects.create(text=text, position=0 if last is None else last + 1)
            record("reason.added", by=by, obj=reason)
    except IntegrityError:
        raise DomainError("There is a reason in these words already.") from None
    return reason


@transaction.atomic
def change(reason: Reason, *, text: str, is_used: bool, by: User) -> None:
    """One that was used before keeps its place in the history; it can only stop being chosen."""
    Reason.objects.select_for_update().get(pk=reason.pk)
    reason.text, reason.is_used = text, is_used
    reason.save(update_fields=["text", "is_used"])
    record("reason.changed", by=by, obj=reason)
