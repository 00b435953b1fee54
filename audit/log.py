"""Writing the audit log, inside the transaction of what it tells of."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from audit.models import REFUSALS, Entry
from core.actor import By
from core.rate_limits import network_of

MOST = 30  # refusals of one kind that are written for one account within an hour
MOST_UNKNOWN = 300  # and for all addresses together that no account has
IS_YOUNG = ExpressionWrapper(Q(at__gt=Now() - timedelta(hours=1)), output_field=models.BooleanField())


def actor_name(by: By) -> str:
    """`user:<id>` for a member of staff; `applicant`, `system` or `visitor` as given."""
    return by if isinstance(by, str) else f"user:{by.pk}"


def record(action: str, *, by: By, obj: models.Model, **data: Any) -> Entry:
    """`data` holds ids and words, no person's data."""
    return Entry.objects.create(
        actor=actor_name(by),
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        data=data,
    )


def record_refusal(
    action: str, *, by: By, obj: models.Model | type[models.Model], source: str, **data: Any
) -> Entry | None:
    """For what a stranger can cause at will: beyond so many within an hour nothing is written, and the last
    one says so. `obj`: the account, or the class of it where none has the address that was typed.

    The rows themselves are counted, so that the bound holds while the cache is gone.
    """
    kind, pk = obj._meta.label_lower, str(obj.pk) if isinstance(obj, models.Model) else ""
    most = MOST if pk else MOST_UNKNOWN
    alike = Entry.objects.filter(action=action, object_type=kind, object_id=pk, action__in=REFUSALS)
    are_young = alike.order_by("-id").values_list(IS_YOUNG)
    last_but_one_and_last = [is_young for (is_young,) in are_young[most - 2 : most]]
    if last_but_one_and_last == [True, True]:
        return None
    if last_but_one_and_last[:1] == [True]:
        data["last_within_the_hour"] = True
    return Entry.objects.create(
        actor=actor_name(by), action=action, object_type=kind, object_id=pk, data={**data, "source": source}
    )


def source_of(request: HttpRequest) -> str:
    """Tells one network from another, and none of them to whoever lacks SECRET_KEY."""
    return salted_hmac("audit.source", network_of(request), algorithm="sha256").hexdigest()[:32]
